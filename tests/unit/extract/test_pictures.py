"""Pictures that no plain ``img`` shows, and the numbers that stand beside a listing's lines."""

import pytest

from wirecopy.extract import extract

SENTENCE = "The ferry crossed the sound at dawn, and few in the harbour saw it leave, as it rained. "
URL = "https://quay.example/ferry"
REAL = "https://quay.example/real.jpg"
SHOWN = {
    "AMP's own element": "<amp-img src=/real.jpg alt=Ferry><noscript><img src=/real.jpg></noscript></amp-img>",
    "a picture whose sources alone say where": (
        "<picture><source srcset=/real.webp type=image/webp><source srcset='/small.jpg 300w, /real.jpg 900w'>"
        "<img alt=Ferry></picture>"
    ),
    "the noscript of a figure that shows nothing else": (
        "<figure><noscript><img src=/real.jpg alt=Ferry></noscript><figcaption>The ferry</figcaption></figure>"
    ),
    "an image that needs no source": "<picture><source srcset=/real.webp><img src=/real.jpg alt=Ferry></picture>",
    "a figure's own image, not its noscript": (
        "<figure><img data-src=/real.jpg><noscript><img src=/other.jpg></noscript></figure>"
    ),
}


def html(part: str) -> str:
    page = f"<html><body><article><p>{SENTENCE * 4}</p>{part}<p>{SENTENCE * 4}</p></article></body></html>"
    return extract(page.encode(), URL).html


@pytest.mark.parametrize("part", SHOWN.values(), ids=SHOWN)
def test_a_picture_is_shown_once_however_the_page_says_where_it_lies(part):
    assert html(part).count(f'src="{REAL}"') == 1
    assert html(part).count("<img") == 1


def test_a_pixel_that_counts_readers_where_no_script_runs_is_no_picture():
    assert "<img" not in html("<noscript><img src=/count.gif></noscript>")


@pytest.mark.parametrize(("numbers", "kept"), [("1\n2\n3\n", False), ("41\n42\n", False), ("1\n1\n2\n3\n5\n", True)])
def test_the_numbers_of_a_listings_lines_are_no_code(numbers, kept):
    listing = (
        f"<table><tr><td><pre>{numbers}</pre></td><td><pre>ferry = boat(3)\nferry.leave()\n</pre></td></tr></table>"
    )
    given = html(listing)
    assert "ferry = boat(3)\nferry.leave()" in given
    assert (numbers.strip() in given) is kept
