"""Addresses: which are the same, what is sent, and whose server is asked.

The tables are tab-separated; backslash escapes in them are Python's.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.urls import MAX_LENGTH, absolute, host_of, is_fetchable, normal_form, request_form, without_tracking

REASON = r"^(no http or https address|an address (that|with|without) .*|an address of more than .*)$"
TABLES = Path(__file__).parent / "testdata"
ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|[\\nt])")


def table(name: str) -> list[object]:
    _, *rows = (TABLES / name).read_text("utf-8").splitlines()
    return [pytest.param(*map(unescaped, row[:2]), id=" ".join(row[2:])) for row in (row.split("\t") for row in rows)]


def unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: found[0].encode("ascii").decode("unicode_escape"), text)


@pytest.mark.parametrize(("one", "other"), table("meet.tsv"))
def test_addresses_of_one_article_meet(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(("one", "other"), table("apart.tsv"))
def test_addresses_that_may_be_two_articles_stay_apart(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


# Pieces of which hostile addresses are made, so that the properties below meet more than noise.
PIECES = r"""
    http: https: / // /./ /../ \ : :80 :443 :99999 @ ? & = # #! #/ % %2 %2e %2F %41 %%34 %zz %25 ; ;jsessionid=
    utm_source= amp; sid= a B ü ß 。 .. . xn-- [ ] [::1] [::ffff:1.2.3.4] + | a.example .cdn.ampproject.org /c/s/
    a-example m=1
"""
pieces = st.sampled_from([*PIECES.split(), " ", "\t", "\n", "\x00", "\ud800"])
hostile = st.lists(pieces | st.text(max_size=3), max_size=12).map("".join)
addresses = st.builds("http{}://a.example/{}".format, st.sampled_from(["", "s"]), hostile)


@given(hostile | addresses)
def test_the_normal_form_is_its_own(url: str) -> None:
    assert normal_form(normal_form(url)) == normal_form(url)


@given(addresses.filter(is_fetchable))
def test_what_is_sent_is_ascii_and_means_the_same(url: str) -> None:
    sent = request_form(url)
    assert sent.isascii()
    assert sent.isprintable()
    assert " " not in sent
    assert host_of(sent) == host_of(url)
    assert normal_form(sent) == normal_form(url).partition("#")[0]


@given(hostile, hostile)
def test_a_reference_leads_to_a_web_address_or_nowhere(base: str, reference: str) -> None:
    target = absolute(base, reference)
    assert target is None or (is_fetchable(target) and target.isascii())


@given(hostile | addresses)
def test_only_the_fetchable_have_a_host_and_a_form_to_send(url: str) -> None:
    if is_fetchable(url):
        assert host_of(url)
        assert request_form(url)
    else:
        with pytest.raises(ValueError, match=REASON):
            host_of(url)
        with pytest.raises(ValueError, match=REASON):
            request_form(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/a", "news.example"),
        ("http://news.example:80/", "news.example"),
        ("https://news.example:443/", "news.example"),
        ("https://news.example:80/", "news.example:80"),
        ("http://news.example:8080/", "news.example:8080"),
        ("http://news.example./", "news.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[2001:DB8::1]:81/", "[2001:db8::1]:81"),
        ("http://a_b.example/", "a_b.example"),
    ],
)
def test_whose_turn_it_is(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://a.example", "http://a.example/"),
        ("http://A.example/B%7e?c=%2f&d=[1]|#e", "http://a.example/B%7e?c=%2f&d=[1]|"),
        ("http://a.example/../b/./c", "http://a.example/../b/./c"),
        ("http://a.example/ü b?ß=\"'", "http://a.example/%C3%BC%20b?%C3%9F=%22'"),
        ("http://a.example/100%?x=%", "http://a.example/100%?x=%"),
        ("http://a.example/a\nb\tc", "http://a.example/abc"),
        ("http:\\\\a.example\\b?c\\d", "http://a.example/b?c\\d"),
        ("http://good.example\\@bad.example/", "http://good.example/@bad.example/"),
    ],
)
def test_an_address_is_sent_as_written(url: str, sent: str) -> None:
    assert request_form(url) == sent


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "//a.example/",
        "/a",
        "ftp://a.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://a.example/",
        "http:",
        "http://",
        "http:///a",
        "http://:80/",
        "http://?a",
        "http://a b.example/",
        "http://a..example/",
        "http://.example/",
        "http://a.example:port/",
        "http://a.example:65536/",
        "http://a.example:80:80/",
        "http://me@a.example/",
        "http://me:secret@a.example/",
        "http://@a.example/",
        "http://%61.example/",
        "http://a.example%00/",
        "http://[::1",
        "http://[::1]x/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.a]/",
        "http://" + "a" * 64 + "ü.example/",
        "http://" + "a." * 127 + "example/",
        "http://a.example/" + "a" * MAX_LENGTH,
    ],
)
def test_what_cannot_be_asked_for(url: str) -> None:
    assert not is_fetchable(url)


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("b", "https://a.example/x/b"),
        ("/b", "https://a.example/b"),
        ("../b?c#d", "https://a.example/b?c#d"),
        ("?c", "https://a.example/x/y?c"),
        ("#d", "https://a.example/x/y?z#d"),
        ("", "https://a.example/x/y?z"),
        ("//b.example", "https://b.example/"),
        ("  /b \n", "https://a.example/b"),
        ("\\b\\c", "https://a.example/b/c"),
        ("/ü b", "https://a.example/%C3%BC%20b"),
        ("HTTP://B.example:80/", "http://b.example/"),
        ("mailto:me@a.example", None),
        ("javascript:void(0)", None),
        ("data:image/png;base64,AAAA", None),
        ("http://", None),
        ("http://me:secret@a.example/", None),
        ("http://[", None),
    ],
)
def test_what_a_reference_means(reference: str, target: str | None) -> None:
    assert absolute("https://a.example/x/y?z", reference) == target


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("http://a.example/x?utm_source=rss&utm_medium=feed", "http://a.example/x"),
        ("http://a.example/x?id=1&fbclid=2&b=%20c", "http://a.example/x?id=1&b=%20c"),
        ("http://a.example/x?id=1", "http://a.example/x?id=1"),
        ("http://a.example/?utm_source=rss#top", "http://a.example/"),
    ],
)
def test_an_address_without_what_tells_nothing(url: str, bare: str) -> None:
    assert without_tracking(url) == bare
    assert normal_form(bare) == normal_form(url)
