"""Which source or host is meant on the command line."""

from collections.abc import Iterable

from wirecopy.errors import UserError
from wirecopy.model import Source


def named(sources: Iterable[Source], name: str) -> list[Source]:
    """The sources of that id, address or home page."""
    return [source for source in sources if name in (source.id, source.url, source.home)]


def known(sources: Iterable[Source], name: str) -> list[Source]:
    """The sources that are :func:`named` so. Raises :class:`UserError` where there is none."""
    if found := named(sources, name):
        return found
    raise UserError(f"no source has the id or address {name!r}: wirecopy sources list names them")


def host_named(given: str) -> str:
    """The host that is meant by its name or by an address on it, without a port."""
    from wirecopy.frontier.orders import name_of  # noqa: PLC0415
    from wirecopy.urls import host_of  # noqa: PLC0415

    try:
        host = host_of(given if "://" in given else f"https://{given}")
    except ValueError as error:
        raise UserError(f"{given!r} is neither a source nor a host: wirecopy sources list names the sources") from error
    return name_of(host)
