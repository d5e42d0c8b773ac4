"""The addresses of what is published, and of what it leads to."""

import pytest

from wirecopy.feeds.site import uri


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("https://a.example/x?y=1&z#f", "https://a.example/x?y=1&z#f"),
        ("https://a.example", "https://a.example"),
        ("HTTPS://A.example/", "HTTPS://A.example/"),
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
