"""A handful of Mustache: ``{{value}}`` quoted, ``{{{value}}}`` as it is, ``{{#list}}…{{/list}}`` for each of a list."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

_PART = re.compile(r"\{\{#(\w+)\}\}(.*?)\{\{/\1\}\}|\{\{\{(\w+)\}\}\}|\{\{(\w+)\}\}", re.DOTALL)


def fill(template: str, values: Mapping[str, Any], *, as_json: bool = False) -> str:
    """The template with its values: quoted for HTML and XML, or as JSON, where the parts of a list get commas."""

    def part(match: re.Match[str]) -> str:
        block, inner, raw, name = match.groups()
        if block:
            parts = (fill(inner, {**values, **item}, as_json=as_json) for item in values[block])
            return ("," if as_json else "").join(parts)
        if raw:
            return str(values[raw])
        return json.dumps(values[name], ensure_ascii=False) if as_json else html.escape(str(values[name]))

    return _PART.sub(part, template)


def paragraphs(text: str) -> str:
    """An article's text as HTML: blocks apart by empty lines, ``## `` headings, ``- `` lists, `` ` `` code."""
    return "\n".join(_block(block) for block in text.strip().split("\n\n"))


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("- "):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in block.split("\n"))
        return f"<ul>{items}</ul>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
