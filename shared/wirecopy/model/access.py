"""How a source's articles are had: with which key, and whether its entries are enough."""

from dataclasses import dataclass
from enum import StrEnum


class FullText(StrEnum):
    """Whether a feed's entries stand for their pages."""

    AUTO = "auto"
    """Where they proved to carry as much."""
    YES = "yes"
    NO = "no"


class CredentialKind(StrEnum):
    """How a secret is shown to its host."""

    BASIC = "basic"
    BEARER = "bearer"
    HEADER = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The key to a source, by reference: the secret itself is stored nowhere."""

    kind: CredentialKind
    secret: str
    """Where it is kept: ``ssm:/…``, ``secretsmanager:…``, or on one's own machine ``env:…``."""
    host: str
    """The only one that it is shown to, wherever the source moves."""
    header: str = "Authorization"
