"""Whether a push is signed by whoever knows the secret."""

import hashlib
import hmac

import pytest

from wirecopy.web.signature import Signed, signed

BODY = b"<feed/>\xff"


def by(method: str, secret: str = "secret", body: bytes = BODY) -> str:
    return hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()


@pytest.mark.parametrize(
    ("header", "how"),
    [
        (f"sha256={by('sha256')}", Signed.WELL),
        (f"sha384={by('sha384')}", Signed.WELL),
        (f"sha512={by('sha512')}", Signed.WELL),
        (f" SHA256={by('sha256').upper()} ", Signed.WELL),
        (f"sha1={by('sha1')}", Signed.WEAKLY),
        (None, Signed.NOT),
        ("", Signed.NOT),
        ("sha256", Signed.NOT),
        ("sha256=", Signed.NOT),
        (by("sha256"), Signed.NOT),
        (f"sha256={by('sha256', 'other')}", Signed.NOT),
        (f"sha256={by('sha256', body=BODY + b' ')}", Signed.NOT),
        (f"sha256={by('sha256')[:-1]}", Signed.NOT),
        (f"sha256={by('sha1')}", Signed.NOT),
        (f"sha512={by('sha256')}", Signed.NOT),
        (f"md5={by('md5')}", Signed.NOT),
        (f"sha224={by('sha224')}", Signed.NOT),
        ("sha256=ünsigned\udcff", Signed.NOT),
    ],
)
def test_signatures(header: str | None, how: Signed) -> None:
    assert signed(header, "secret", BODY) is how
