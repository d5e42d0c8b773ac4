"""Pictures that only report who reads, told from those that are small, hidden for a reason, or of another name."""

import pytest

from wirecopy.pixels import is_beacon, is_pixel


@pytest.mark.parametrize(
    "attributes",
    [
        {"width": "1"},
        {"height": "0"},
        {"width": "1px", "height": "1px"},
        {"width": " 01 "},
        {"height": ".5"},
        {"width": "1.0"},
        {"style": "width:1px;height:1px"},
        {"style": "WIDTH: 1PX !important"},
        {"style": "border:0; max-height: 0"},
        {"style": "width:/* */1px"},
        {"style": "height:0em"},
        {"width": "600", "style": "height:1px"},
    ],
)
def test_a_side_of_a_pixel_or_less_is_seen_by_nobody(attributes: dict[str, str]) -> None:
    assert is_pixel(attributes)


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"width": "", "height": None},
        {"width": "10"},
        {"width": "1%"},
        {"width": "1em"},
        {"width": "auto"},
        {"width": ["1"]},
        {"style": "border-width:0"},
        {"style": "line-height:1"},
        {"style": "min-width:0; min-height: 0"},
        {"style": "width: 0; min-width: 100% !important"},
        {"style": "width"},
        {"style": ";:;"},
        {"style": ["width:1px"]},
    ],
)
def test_what_says_something_else_is_a_picture(attributes: dict[str, object]) -> None:
    assert not is_pixel(attributes)


@pytest.mark.parametrize(
    ("address", "reports"),
    [
        ("https://pixel.wp.com/g.gif", True),
        ("https://ssl-vg03.met.vgwort.de/na/1", True),
        ("https://www.facebook.com/tr?id=1", True),
        ("https://a.example/stats/matomo.php?idsite=1", True),
        ("https://feeds.a.example/~r/news/1", True),
        ("https://a.example/img/spacer.gif", True),
        ("https://www.facebook.com/track/1.jpg", False),
        ("https://pixelart.example/pixels/1.png", False),
        ("https://a.example/count.jpg", False),
        ("https://b.example/?next=https://www.facebook.com/tr", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_beacon_is_known_by_its_address(address: str, reports: bool) -> None:
    assert is_beacon(address) is reports
