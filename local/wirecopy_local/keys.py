"""``wirecopy sources credential``: the key to a source, by reference."""

import argparse
import re
from typing import Any

from wirecopy.edges import utc_now
from wirecopy.errors import UserError
from wirecopy.model.access import Credential, CredentialKind
from wirecopy_local.choosing import known

_OWN_HEADERS = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since", "content-length"}
)


def add_credential(choices: Any) -> argparse.ArgumentParser:
    """Add the action to those of ``wirecopy sources``."""
    keyed = choices.add_parser(
        "credential",
        help="the key to a source, by reference",
        description="Show a source's host a key, over https only. The secret is read where REF says, when it is needed:"
        " ssm:/wirecopy/NAME, secretsmanager:wirecopy/NAME, or on this machine env:NAME.",
    )
    keyed.add_argument("source", help="its id or its address")
    ways = keyed.add_mutually_exclusive_group(required=True)
    ways.add_argument("--bearer", metavar="REF", help="a token")
    ways.add_argument("--basic", metavar="REF", help="user:password")
    ways.add_argument("--header", nargs=2, metavar=("NAME", "REF"), help="the value of a header")
    ways.add_argument("--none", action="store_true", help="no key any more")
    keyed.set_defaults(run=_credential)
    return keyed  # type: ignore[no-any-return]


def _credential(arguments: argparse.Namespace) -> int:
    from wirecopy.stages.watch import entrust  # noqa: PLC0415
    from wirecopy.urls import host_of  # noqa: PLC0415
    from wirecopy_local.deployed import open_stores  # noqa: PLC0415
    from wirecopy_local.talk import err  # noqa: PLC0415

    kind, header, reference = _way(arguments)
    with open_stores(arguments) as stores:
        for source in known(stores.sources.all(), arguments.source):
            if reference and not source.url.startswith("https://"):
                raise UserError(f"{source.url} is not https: a key would be read by everybody on the way")
            host = host_of(source.url)
            credential = Credential(kind=kind, secret=reference, host=host, header=header) if reference else None
            entrust(source, credential, sources=stores.sources, frontier=stores.frontier, now=utc_now())
            err.print(f"{host} is shown {reference}" if reference else f"{host} is shown no key")
    return 0


def _way(arguments: argparse.Namespace) -> tuple[CredentialKind, str, str]:
    """How a key is shown, in which header, and where it is kept; no place for no key."""
    name = "Authorization"
    if arguments.header:
        kind, (name, reference) = CredentialKind.HEADER, arguments.header
    else:
        kind = CredentialKind.BASIC if arguments.basic else CredentialKind.BEARER
        reference = arguments.basic or arguments.bearer or ""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", name) or name.lower() in _OWN_HEADERS:
        raise UserError(f"{name!r} is no header that a key can go in")
    if reference and not re.fullmatch(r"(?:ssm:/|secretsmanager:|env:)[\w/.@+=-]{1,500}", reference):
        raise UserError("a key is given by reference, not as it is: write ssm:/NAME, secretsmanager:NAME or env:NAME")
    if reference.startswith("env:") and arguments.stack:
        raise UserError("env: is read on this machine only: give a deployed stack ssm:/NAME or secretsmanager:NAME")
    return kind, name, reference
