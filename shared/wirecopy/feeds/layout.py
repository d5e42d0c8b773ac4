"""The frame of every page: one file, nothing asked of another host, nothing run that is not ours."""

import base64
import hashlib
from html import escape
from importlib.resources import files

from wirecopy.feeds.scrub import line
from wirecopy.feeds.site import Site

_HERE = files("wirecopy.feeds")
STYLE = _HERE.joinpath("page.css").read_text(encoding="utf-8")
SCRIPT = _HERE.joinpath("page.js").read_text(encoding="utf-8")
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath fill='%238a3b12' d='M1 2h14v3H1zM1 7h9v2H1zM1 11h9v2H1zM12 7h3v6h-3z'/%3E%3C/svg%3E"
)


def page(
    site: Site,
    *,
    title: str,
    heading: str,
    main: str,
    root: str,
    about: str = "",
    feeds: str = "",
    language: str = "en",
    runs_search: bool = False,
    is_narrow: bool = False,
) -> bytes:
    """A page around ``main``, which is HTML, as ``about`` is; the other texts are plain.

    ``root`` leads from the page to the site's root; ``feeds`` is the folder of the feed that it shows, from there.
    """
    script = f"<script>{SCRIPT}</script>" if runs_search else ""
    alternates = "".join(
        f'<link rel="alternate" type="{kind}" title="{escape(title)}" href="{escape(root + feeds)}{name}">'
        for kind, name in (("application/atom+xml", "atom.xml"), ("application/feed+json", "feed.json"))
        if feeds
    )
    contact = f' · <a href="{escape(site.contact)}">Contact</a>' if _is_linkable(site.contact) else ""
    crumb = (
        f'<p class="crumb"><a href="{root}index.html">{escape(line(site.title))}</a></p>'
        if heading != line(site.title)
        else ""
    )
    return f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(runs_search)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Wirecopy">
<title>{escape(title)}</title>
<link rel="icon" href="{_ICON}">
{alternates}
<style>{STYLE}</style>
</head>
<body{' class="narrow"' if is_narrow else ""}>
<a class="skip" href="#main">Skip to the stories</a>
<header class="top">{crumb}<h1 dir="auto">{escape(heading)}</h1>{about}</header>
<main id="main">
{main}
</main>
<footer><a href="{root}index.html">All stories</a> · <a href="{root}sources.html">Sources</a>{contact}</footer>
{script}
</body>
</html>
""".encode()


def _policy(runs_search: bool) -> str:
    script = f"script-src {_digest(SCRIPT)}; " if runs_search else ""
    return f"default-src 'none'; img-src data:; style-src {_digest(STYLE)}; {script}base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    """A hash source of Content Security Policy (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _is_linkable(address: str) -> bool:
    return address.startswith(("mailto:", "https://", "http://"))
