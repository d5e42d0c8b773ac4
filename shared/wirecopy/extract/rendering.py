"""A clean tree as text, one block a line."""

import re

from bs4 import NavigableString, Tag

from wirecopy.extract.outline import INLINE

_SPACE = re.compile(r"\s+")


def lines_of(root: Tag) -> list[str]:
    """The text of each block, white space collapsed."""
    lines: list[str] = []
    current: list[str] = []

    def flush() -> None:
        line = _SPACE.sub(" ", "".join(current)).strip()
        if line:
            lines.append(line)
        current.clear()

    def visit(tag: Tag) -> None:
        for child in tag.contents:
            if isinstance(child, Tag):
                if child.name == "br":
                    flush()
                elif child.name in INLINE:
                    visit(child)
                else:
                    flush()
                    visit(child)
                    flush()
            elif type(child) is NavigableString:
                current.append(child)

    visit(root)
    flush()
    return lines
