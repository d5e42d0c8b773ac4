"""How a request can end without an answer: each error's text is one line that a summary can show."""

from wirecopy.errors import FetchError


class BadUrlError(FetchError):
    """An address that cannot be asked for: another scheme, credentials in it, no valid host."""


class ForbiddenAddressError(FetchError):
    """Every address behind the name is private, reserved or at a port that is not allowed. Nothing was sent."""


class UnresolvableHostError(FetchError):
    """The name has no address."""


class ConnectionFailedError(FetchError):
    """No connection came about, or it broke before the answer was complete."""


class TlsFailedError(FetchError):
    """The server could not prove who it is, or speaks no TLS that we do."""


class TimedOutError(FetchError):
    """The answer was not complete when the deadline was reached."""


class TooLargeError(FetchError):
    """Headers or body exceed what is allowed; what had come was thrown away."""


def in_words(size: int) -> str:
    """A limit as people say it."""
    return f"{size >> 20} MB" if size and size % (1 << 20) == 0 else f"{size:,} bytes"


class BadEncodingError(FetchError):
    """The body is not in the content encoding that its headers name, or in one that we do not read."""


class MalformedResponseError(FetchError):
    """What came back is no HTTP."""


class BadRedirectError(FetchError):
    """A redirect that is not followed: one too many, or from https to http."""
