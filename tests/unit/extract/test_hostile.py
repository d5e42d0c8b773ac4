# ruff: noqa: E501, PT017
"""Whatever is sent: an article or a typed error, in bounded time and space.

``pytest tests/unit/extract/test_hostile.py --hypothesis-profile=fuzz -k any`` looks for some minute.
"""

import os
import random
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirecopy.errors import UnreadableError
from wirecopy.extract import extract
from wirecopy.model import Article

URL = "http://hostile.example/a"
PROSE = b"<p>" + b"A sentence of a harmless kind, which is long enough to be prose. " * 5 + b"</p>"

PAGES = {
    "200,000 deep": lambda: b"<div>" * 200_000 + PROSE,
    "2,000 quotes deep": lambda: b"<blockquote>" * 2_000 + PROSE,
    "20 MB of paragraphs": lambda: PROSE * 57_000,
    "20 MB of tags": lambda: b"<div>x</div>" * 1_700_000,
    "a million attributes": lambda: b"<div " + b" ".join(b"a%d=1" % n for n in range(1_000_000)) + b">" + PROSE,
    "a class of 16 MB": lambda: b"<div class='" + b"ad-box x" * 2_000_000 + b"'>" + PROSE,
    "null bytes": lambda: PROSE.replace(b" ", b"\0 ") * 1000 + b"\0" * 10_000_000,
    "3 MB of <": lambda: b"<" * 3_000_000,
    "200,000 line breaks": lambda: b"<p>line<br>" + b"line<br>" * 200_000,
    "deep JSON-LD": lambda: b"<script type='application/ld+json'>" + b'{"@graph":[' * 100_000 + b"</script>" + PROSE,
    "100,000 bylines": lambda: b"<div class=author>By Mr Nobody Else</div>" * 100_000 + PROSE,
    "100,000 authors within each other": lambda: (b"<div itemprop=author>By Nobody " * 1000 + b"</div>" * 1000) * 100,
    "widgets within widgets": lambda: (b"<div class=widget>A few words. " * 1900 + b"</div>" * 1900) * 20 + PROSE,
    "20,000 scripts": lambda: b"<script>let x = '<b>'</script>" * 600_000 + PROSE,
    "5,000 bodies": lambda: (b"<div class=entry-content>" + PROSE + b"</div>") * 5_000,
    "unknown elements": lambda: b"<x-a>" * 2000 + b"<x-b>t</x-b>" * 50_000 + PROSE,
    "titles without end": lambda: b"<title>" + b"x | " * 300_000 + b"</title><h1>" + b"a " * 100_000 + b"</h1>" + PROSE,
    "trails without end": lambda: (b"<p>" + b"a&gt;" * 140 + b"</p>") * 2_600 + PROSE,
    "19,000 counters": lambda: PROSE + b"".join(b"<div>%d / 999</div>" % (n % 999 + 1) for n in range(19_000)) + PROSE,
    "tags at random": lambda: b"".join(random.Random(2).choices(TAGS, k=200_000)),
}
TAGS = [
    b"<div>",
    b"</div>",
    b"<p>",
    b"text and more text here.",
    b"<a href=x>",
    b"</a>",
    b"<table>",
    b"<td>",
    b"<nav>",
    b"<b>",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_takes_no_more_than_five_seconds(name):
    page = PAGES[name]()
    start = time.process_time()
    article = extract(page, URL)
    assert time.process_time() - start < 5
    assert len(article.text) <= len(page)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak is read from /proc")  # noqa: PTH110
def test_the_largest_pages_take_no_more_than_256_mb():
    program = (
        "from wirecopy.extract import extract\n"
        "for unit, count in ((b'<div>x</div>', 1_700_000), (b'<p>word <i>x</i>', 1_200_000)):\n"
        "    extract(unit * count, 'http://hostile.example/')\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert int(done.stdout) < 256 * 1024


@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_are_refused(seed):
    with pytest.raises(UnreadableError):
        extract(random.Random(seed).randbytes(50_000), URL)


PIECES = st.sampled_from(
    [
        "<div>", "</div>", "<p>", "</p>", "<p class='byline'>", "<nav>", "</nav>", "<article>", "</article>", "<h1>T</h1>",
        "<a href='javascript:alert(1)'>", "</a>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<table><tr><td>",
        "<style>", "</style>", "<!--", "-->", "<svg onload=alert(1)>", "<time datetime='2021-02-30'>", "<base href='//x'>",
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":[[1]]}</script>", "&#0;", "\ud7ff", "]]>",
        "<meta property='article:published_time' content='2021-99-99T99:99:99Z'>", "<link rel=canonical href='http://[::1'>",
        "<noscript>", "</noscript>", "<form>", "<ul><li>", "<pre>", "<br>", "Some words of text, with a comma. ", "Comments",
        "<iframe src=x>", "<math><mi>x", "<blockquote>", "<figure><figcaption>", "<x-y>", "<div style='display:none'>",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_gives_an_article_without_script(pieces):
    article = extract("<p>".join(["", *pieces]).encode("utf-8", "replace"), URL)
    assert isinstance(article, Article)
    lowered = article.html.lower()
    for bad in ("<script", "onerror=", "onload=", 'href="javascript:', "<svg", "<iframe", "<style"):
        assert bad not in lowered


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_give_an_article_or_a_refusal(page):
    try:
        assert isinstance(extract(page, URL), Article)
    except UnreadableError as error:
        assert "not a page" in str(error)
