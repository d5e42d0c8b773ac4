"""What the stores of what is wanted and of hosts promise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wirecopy.frontier.rows import Lease, Poll, Refusal, RobotsCopy, Wanted
from wirecopy.frontier.slots import slot_for
from wirecopy.identity import article_id
from wirecopy.model import SourceKind

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = Poll(source="s", url="https://a.example/feed", kind=SourceKind.FEED)


def wanted(number: int, due: datetime = NOW) -> Wanted:
    url = f"https://a.example/{number}"
    return Wanted(url=url, article=article_id(url), not_before=due)


class TestFrontier:
    def test_a_poll_comes_back_as_it_was_put(self, stores: Any) -> None:
        poll = Poll(source="s", url="https://a.example/feed", kind=SourceKind.SITEMAP, etag='W/"é"', answered_at=NOW)
        stores.frontier.put_poll(poll, NOW)
        [due] = stores.frontier.polls("a.example")
        assert (due.poll, due.next_at) == (poll, NOW)

    def test_ringing_keeps_what_is_known_of_a_poll(self, stores: Any) -> None:
        known = Poll(source="s", url=POLL.url, kind=SourceKind.FEED, etag='"1"')
        stores.frontier.put_poll(known, None)
        stores.frontier.ring_poll(POLL, NOW)
        [due] = stores.frontier.polls("a.example")
        assert (due.poll, due.next_at) == (known, NOW)

    def test_ringing_an_unknown_poll_makes_it(self, stores: Any) -> None:
        stores.frontier.ring_poll(POLL, NOW)
        [due] = stores.frontier.polls("a.example")
        assert (due.poll, due.next_at) == (POLL, NOW)

    def test_a_dropped_poll_is_gone_and_dropping_it_again_is_fine(self, stores: Any) -> None:
        stores.frontier.put_poll(POLL, NOW)
        for _ in range(2):
            stores.frontier.drop_poll("a.example", POLL.key)
        assert not stores.frontier.polls("a.example")

    def test_pages_come_in_the_order_in_which_they_are_due(self, stores: Any) -> None:
        moments = [NOW + timedelta(seconds=s) for s in (0, 0.5, 1, 2)]
        for number, due in enumerate(reversed(moments)):
            stores.frontier.put_page(wanted(number, due))
        stores.frontier.put_page(wanted(9, NOW + MINUTE))
        found = stores.frontier.pages("a.example", due=NOW + timedelta(seconds=2), most=10)
        assert [page.not_before for page in found] == moments
        assert len(stores.frontier.pages("a.example", due=NOW + MINUTE, most=3)) == 3
        assert stores.frontier.next_page_at("a.example") == NOW
        assert stores.frontier.next_page_at("b.example") is None

    def test_the_same_wish_twice_is_one_and_can_be_dropped_twice(self, stores: Any) -> None:
        for _ in range(2):
            stores.frontier.put_page(wanted(1))
        assert len(stores.frontier.pages("a.example", due=NOW, most=10)) == 1
        for _ in range(2):
            stores.frontier.drop_page(wanted(1))
        assert stores.frontier.next_page_at("a.example") is None

    def test_slots(self, stores: Any) -> None:
        minute = slot_for(NOW, NOW)
        for host in ("b.example", "a.example", "a.example"):
            stores.frontier.file(host, minute)
        stores.frontier.file("c.example", minute + MINUTE)
        assert sorted(stores.frontier.due(minute)) == ["a.example", "b.example"]

    def test_what_is_filed_under_a_minute_that_was_opened_is_found_in_the_next(self, stores: Any) -> None:
        stores.frontier.open(NOW + 2 * MINUTE)
        stores.frontier.open(NOW)
        for late in (0, 2):
            stores.frontier.file(f"{late}.example", NOW + late * MINUTE)
        assert sorted(stores.frontier.due(NOW + 3 * MINUTE)) == ["0.example", "2.example"]
        stores.frontier.file("in-time.example", NOW + 4 * MINUTE)
        assert stores.frontier.due(NOW + 4 * MINUTE) == ["in-time.example"]

    def test_a_full_minute(self, stores: Any) -> None:
        hosts = [f"h{number}.example" for number in range(60)]
        for host in hosts:
            stores.frontier.file(host, NOW)
        assert sorted(stores.frontier.due(NOW)) == sorted(hosts)

    def test_the_last_tick_is_remembered(self, stores: Any) -> None:
        assert stores.frontier.last_tick() is None
        stores.frontier.open(NOW)
        assert stores.frontier.last_tick() is None
        stores.frontier.ticked(NOW)
        assert stores.frontier.last_tick() == NOW

    def test_overdue_are_the_hosts_at_which_something_is_due(self, stores: Any) -> None:
        stores.frontier.file("idle.example", NOW)
        stores.frontier.ticked(NOW)
        stores.frontier.put_poll(POLL, NOW)
        for host, due in {"b.example": NOW, "c.example": NOW + MINUTE}.items():
            stores.frontier.put_page(Wanted(url=f"https://{host}/", article="x", not_before=due))
        stores.frontier.put_poll(Poll(source="d", url="https://d.example/", kind=SourceKind.FEED), None)
        stores.frontier.put_poll(Poll(source="e", url="https://e.example/", kind=SourceKind.FEED), NOW + MINUTE)
        assert sorted(stores.frontier.overdue(NOW)) == ["a.example", "b.example"]
        assert sorted(due.poll.host for due in stores.frontier.all_polls()) == ["a.example", "d.example", "e.example"]


class TestHosts:
    def test_only_one_holds_the_lease(self, stores: Any) -> None:
        until = NOW + 3 * MINUTE
        assert isinstance(stores.hosts.acquire("a.example", now=NOW, until=until), Lease)
        assert stores.hosts.acquire("a.example", now=NOW + MINUTE, until=until + MINUTE) == Refusal(until=until)
        assert isinstance(stores.hosts.acquire("b.example", now=NOW, until=until), Lease)

    def test_a_lease_lapses_and_its_late_holder_cannot_release_the_next_one(self, stores: Any) -> None:
        late = stores.hosts.acquire("a.example", now=NOW, until=NOW + MINUTE)
        assert isinstance(late, Lease)
        successor = stores.hosts.acquire("a.example", now=NOW + MINUTE, until=NOW + 5 * MINUTE)
        assert isinstance(successor, Lease)
        stores.hosts.release(late, next_at=NOW)
        assert stores.hosts.lease("a.example") == successor

    def test_nobody_asks_before_the_time_that_a_release_names(self, stores: Any) -> None:
        lease = stores.hosts.acquire("a.example", now=NOW, until=NOW + 3 * MINUTE)
        assert isinstance(lease, Lease)
        stores.hosts.release(lease, next_at=NOW + MINUTE)
        refusal = stores.hosts.acquire("a.example", now=NOW, until=NOW + 3 * MINUTE)
        assert refusal == Refusal(until=NOW + MINUTE)
        assert isinstance(stores.hosts.acquire("a.example", now=NOW + MINUTE, until=NOW + 3 * MINUTE), Lease)

    def test_leases_that_were_not_given_back_are_known(self, stores: Any) -> None:
        until = NOW + 3 * MINUTE
        kept = stores.hosts.acquire("a.example", now=NOW, until=until)
        lease = stores.hosts.acquire("b.example", now=NOW, until=until)
        assert isinstance(lease, Lease)
        stores.hosts.release(lease, next_at=NOW + 5 * MINUTE)
        assert stores.hosts.leases() == [kept]
        assert [stores.hosts.lease(f"{name}.example") for name in "abc"] == [kept, None, None]

    def test_a_hold_outlives_the_lease_of_its_visit_and_is_never_shortened(self, stores: Any) -> None:
        stores.hosts.acquire("a.example", now=NOW, until=NOW + MINUTE)
        for minutes in (10, 5):
            stores.hosts.hold("a.example", until=NOW + minutes * MINUTE)
        refusal = stores.hosts.acquire("a.example", now=NOW + 2 * MINUTE, until=NOW + 4 * MINUTE)
        assert refusal == Refusal(until=NOW + 10 * MINUTE)
        assert stores.hosts.next_at("a.example") == NOW + 10 * MINUTE

    def test_a_host_that_was_never_asked_may_be(self, stores: Any) -> None:
        assert stores.hosts.next_at("a.example") is None

    def test_robots(self, stores: Any) -> None:
        assert stores.hosts.robots("a.example") is None
        copy = RobotsCopy(rules=bytes(range(256)), expires_at=NOW)
        stores.hosts.put_robots("a.example", copy)
        assert stores.hosts.robots("a.example") == copy

    def test_reservations(self, stores: Any) -> None:
        stores.hosts.put_robots("a.example", RobotsCopy(rules=b"", expires_at=NOW))
        assert stores.hosts.reservations("a.example") is None
        copy = RobotsCopy(rules=bytes(range(256)), expires_at=NOW)
        stores.hosts.put_reservations("a.example", copy)
        assert stores.hosts.reservations("a.example") == copy
