"""The normal form of a URL: two addresses share it only when they are surely the same (RFC 3986, section 6.2)."""

from urllib.parse import urlsplit, urlunsplit

_DEFAULT_PORT = {"http": 80, "https": 443}


def normal_form(url: str) -> str:
    """The URL with scheme and host in lower case, its default port, empty path and fragment settled."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    port = parts.port if parts.port != _DEFAULT_PORT.get(parts.scheme) else None
    netloc = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", parts.query, ""))
