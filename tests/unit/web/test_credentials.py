"""Whom a key is shown to, in which header, and that nothing else ever tells it."""

import pytest

from wirecopy.model.access import Credential, CredentialKind
from wirecopy.web.credentials import CredentialError, Key, SecretHeader

SECRET = "user:hush-hush"
BASIC, BEARER, HEADER = CredentialKind.BASIC, CredentialKind.BEARER, CredentialKind.HEADER


class Kept:
    """Secrets in a dictionary."""

    def __init__(self, value: str = SECRET) -> None:
        self._value = value

    def value(self, reference: str) -> str:
        assert reference == "ssm:/wirecopy/gazette"
        return self._value


def key(kind: CredentialKind = BEARER, *, header: str = "Authorization", secret: str = SECRET) -> Key:
    credential = Credential(kind=kind, secret="ssm:/wirecopy/gazette", host="gazette.example", header=header)
    return Key(credential, Kept(secret))


@pytest.mark.parametrize(
    ("kind", "header", "value"),
    [
        (BASIC, "Authorization", "Basic dXNlcjpodXNoLWh1c2g="),
        (BEARER, "Authorization", "Bearer user:hush-hush"),
        (HEADER, "X-Api-Key", "user:hush-hush"),
    ],
)
def test_how_a_key_is_shown(kind: CredentialKind, header: str, value: str) -> None:
    assert key(kind, header=header).header_for("https://gazette.example/feed") == SecretHeader(header, value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://gazette.example/feed", True),
        ("https://gazette.example:443/other", True),
        ("https://GAZETTE.example/feed", True),
        ("http://gazette.example/feed", False),
        ("https://gazette.example:8443/feed", False),
        ("https://www.gazette.example/feed", False),
        ("https://gazette.example.evil.test/", False),
        ("https://evil.test/gazette.example", False),
        ("https://evil.test/?u=https://gazette.example/", False),
        ("https://evil.test\\@gazette.example/", False),
    ],
)
def test_only_its_own_host_is_shown_a_key(url: str, shown: bool) -> None:
    assert (key().header_for(url) is not None) is shown


@pytest.mark.parametrize("secret", ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "", "\u2603"])
def test_what_no_header_may_carry_is_refused_without_being_told(secret: str) -> None:
    with pytest.raises(CredentialError) as raised:
        key(HEADER, secret=secret).header_for("https://gazette.example/")
    assert str(raised.value) == "ssm:/wirecopy/gazette holds what no header may carry"


def test_no_representation_tells_the_secret() -> None:
    header = key().header_for("https://gazette.example/")
    assert "hush" not in f"{header!r} {header} {key()!r} {header!s}"
