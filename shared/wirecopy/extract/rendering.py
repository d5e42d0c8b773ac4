"""A cleaned tree as HTML that holds an article's parts and nothing else."""

import re
from collections.abc import Callable
from html import escape

import nh3
from bs4.element import NavigableString, PageElement, Tag

from wirecopy.extract.lines import holds_blocks, verbatim
from wirecopy.extract.outline import HEADINGS, INLINE
from wirecopy.extract.urls import Resolver
from wirecopy.extract.vocabulary import words

_INLINE = words(
    """
    a b strong em i u s code kbd samp var sub sup mark del ins q cite abbr small dfn tt
    """
)
_BLOCK = words("p ul ol li dl dt dd blockquote pre table thead tbody tfoot tr td th figure") | HEADINGS
_HOLDERS = words("ul ol dl table thead tbody tfoot tr")
"""What may hold only blocks of its own kind: loose text in it is dropped."""
_CAPTION = frozenset(("figcaption", "caption"))
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "abbr": {"title"},
}
_TAGS = set(_INLINE | _BLOCK | _CAPTION | {"img", "br"})
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    strip_comments=True,
)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_BREAKS = re.compile(r"(?:<br>\s*){2,}")
_NUMBER = re.compile(r"^\d{1,5}$")


def html_of(root: Tag, resolve: Resolver) -> str:
    """The tree as sanitised HTML. Whatever it was made of, it holds no script, style, event or foreign frame."""
    parts: list[str] = []
    _blocks(root, resolve, parts.append, loose=True)
    return sanitised("".join(parts))


def sanitised(html: str) -> str:
    """What nh3 lets through of the tags and attributes that an article needs."""
    if not html:
        return ""
    return _CLEANER.clean(html).strip()


def _blocks(tag: Tag, resolve: Resolver, put: Callable[[str], None], *, loose: bool) -> None:
    """The children of ``tag``; runs of inline ones become paragraphs where they lie ``loose``."""
    run: list[str] = []

    def flush() -> None:
        text = "".join(run)
        run.clear()
        if loose:
            for paragraph in _BREAKS.split(text):
                if inner := _trimmed(paragraph):
                    put(f"<p>{inner}</p>")
        elif inner := _trimmed(text):
            put(inner)

    for child in tag.contents:
        if not isinstance(child, Tag) or (child.name in INLINE and not holds_blocks(child)) or child.name == "img":
            run.append(_inline(child, resolve))
            continue
        if run:
            flush()
        _block(child, resolve, put, loose=loose)
    if run:
        flush()


def _trimmed(text: str) -> str:
    text = text.strip()
    while text.startswith("<br>"):
        text = text[4:].lstrip()
    while text.endswith("<br>"):
        text = text[:-4].rstrip()
    return text


def _block(tag: Tag, resolve: Resolver, put: Callable[[str], None], *, loose: bool) -> None:
    name = "h2" if tag.name == "h1" else tag.name
    if name == "pre":
        text = verbatim(tag).strip("\n")
        if text.strip():
            put(f"<pre><code>{escape(text, quote=False)}</code></pre>")
        return
    if (name not in _BLOCK and name not in _CAPTION) or (name == "p" and holds_blocks(tag)):
        _blocks(tag, resolve, put, loose=loose)
        return
    inner: list[str] = []
    _blocks(tag, resolve, inner.append, loose=name in ("blockquote", "figure"))
    if not inner:
        return
    put(f"<{name}{_numbers(tag, name)}>{''.join(inner)}</{name}>")


def _inline(node: PageElement, resolve: Resolver) -> str:
    if isinstance(node, NavigableString):
        return _SPACE.sub(" ", escape(node, quote=False)) if type(node) is NavigableString else ""
    if not isinstance(node, Tag):
        return ""
    name = node.name
    if name == "br":
        return "<br>"
    if name == "img":
        return _image(node, resolve)
    inner = "".join(_inline(child, resolve) for child in node.contents)
    if name not in _INLINE or not inner.strip():
        return inner
    if name == "a":
        target = resolve.link(_text(node, "href"))
        return f'<a href="{escape(target)}">{inner}</a>' if target else inner
    return f"<{name}>{inner}</{name}>"


def _image(tag: Tag, resolve: Resolver) -> str:
    source = resolve.image(tag.attrs)
    if not source:
        return ""
    size = "".join(
        f' {side}="{value}"'
        for side in ("width", "height")
        if _NUMBER.match(value := _text(tag, side)) and value != "0"
    )
    return f'<img src="{escape(source)}" alt="{escape(_text(tag, "alt"))}"{size}>'


def _numbers(tag: Tag, name: str) -> str:
    wanted = _ATTRIBUTES.get(name, set()) & {"colspan", "rowspan", "start"}
    return "".join(f' {key}="{value}"' for key in sorted(wanted) if _NUMBER.match(value := _text(tag, key)))


def _text(tag: Tag, name: str) -> str:
    value = tag.attrs.get(name, "")
    return value.strip() if isinstance(value, str) else ""
