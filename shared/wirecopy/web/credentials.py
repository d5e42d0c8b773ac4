"""What a source behind a key is shown: one header, to one host, over https."""

import base64
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from wirecopy.edges import Secrets
from wirecopy.errors import FetchError
from wirecopy.model.access import Credential, CredentialKind
from wirecopy.urls import host_of

_SENDABLE = re.compile(r"[\t\x20-\x7e\x80-\xff]+")
"""What a header's value may hold (RFC 9110, section 5.5): above all, no line break."""


class CredentialError(FetchError):
    """A credential that cannot be had or sent. Its text names the reference, never the secret."""


@dataclass(frozen=True, slots=True)
class SecretHeader:
    """A header whose value is shown to nobody but the host that it is for."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"SecretHeader({self.name!r}, …)"


@dataclass(frozen=True, slots=True)
class Key:
    """A credential and where its secret is read."""

    credential: Credential
    secrets: Secrets

    def header_for(self, url: str) -> SecretHeader | None:
        """The header to send with a request for ``url``: none but to the credential's own host, and over https.

        Raises :class:`CredentialError` when it cannot be had.
        """
        if urlsplit(url).scheme != "https" or host_of(url) != self.credential.host:
            return None
        secret = self.secrets.value(self.credential.secret)
        value = _value(self.credential.kind, secret)
        if not _SENDABLE.fullmatch(value):
            raise CredentialError(f"{self.credential.secret} holds what no header may carry")
        return SecretHeader(self.credential.header, value)


def _value(kind: CredentialKind, secret: str) -> str:
    """The header's value (RFC 7617 for basic, RFC 6750 for bearer)."""
    match kind:
        case CredentialKind.BASIC:
            return f"Basic {base64.b64encode(secret.encode()).decode()}"
        case CredentialKind.BEARER:
            return f"Bearer {secret}"
        case CredentialKind.HEADER:
            return secret
