"""Which hosts are left alone by which orders."""

import pytest

from wirecopy.frontier.orders import NO_ORDERS, Orders


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("example.com", True),
        ("www.example.com", True),
        ("a.b.example.com", True),
        ("example.com:8080", True),
        ("notexample.com", False),
        ("example.com.evil.test", False),
        ("com", False),
        ("example.org", False),
        ("", False),
        ("[2001:db8::1]", True),
        ("[2001:db8::1]:8080", True),
        ("[2001:db8::2]", False),
    ],
)
def test_an_order_stands_for_the_host_and_those_below_it(host: str, covered: bool) -> None:
    names = ("[2001:db8::1]", "example.com")
    assert Orders(blocked=names).is_blocked(host) is covered
    assert Orders(paused=names).is_paused(host) is covered
    assert not Orders(paused=names).is_blocked(host)


def test_orders_are_given_once_and_taken_back() -> None:
    given = NO_ORDERS.pausing("b.example").pausing("a.example").pausing("b.example").blocking("c.example")
    assert given == Orders(paused=("a.example", "b.example"), blocked=("c.example",))
    assert given.resuming("a.example").resuming("b.example").unblocking("c.example") == NO_ORDERS
    assert given.resuming("z.example") == given
