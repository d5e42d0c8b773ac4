"""The addresses of what is published, and of what it leads to."""

import pytest

from wirecopy.feeds.site import Site, uri


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("https://a.example/x?y=1&z#f", "https://a.example/x?y=1&z#f"),
        ("https://a.example", "https://a.example"),
        ("HTTPS://A.example/", "https://a.example/"),
        ("https://a.example/a b|c", "https://a.example/a%20b%7Cc"),
        ("https://a.example/50%", "https://a.example/50%25"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://[::1]:80/x y", "https://[::1]:80/x%20y"),
        ("https://a.example/\ud800\x00", "https://a.example/"),
        ("https://user:pass@a.example/", "https://a.example/"),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("https://", ""),
        ("https://a.example:99999/", ""),
        ("https://[::1/", ""),
        ('https://a"onclick="x/', ""),
        ("https://a<b.example/", ""),
        ("https://a\uff1cb.example/", ""),
        ('https://[fe80::1%"<x>]/', ""),
        ("https://a b.example/", ""),
        ("https://a.example:\u0661/", ""),
        ("", ""),
    ],
)
def test_addresses_are_written_as_uris_or_not_at_all(written: str, clean: str) -> None:
    assert uri(written) == clean


@pytest.mark.parametrize(
    ("site", "tag"),
    [
        (Site(url="http://localhost:8000/"), "tag:localhost,2026:stories/s1"),
        (Site(url="http://127.0.0.1:8000"), "tag:127.0.0.1,2026:stories/s1"),
        (Site(url="http://[::1]:8000"), "tag:wirecopy.invalid,2026:stories/s1"),
        (Site(url="https://new.example/w", authority="old.example"), "tag:old.example,2026:stories/s1"),
    ],
)
def test_ids_are_tag_uris_of_the_sites_authority(site: Site, tag: str) -> None:
    assert site.tag_uri("stories/s1") == tag
