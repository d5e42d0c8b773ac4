"""Where the article lies: the element that holds the most of the page's prose and the least else."""

from wirecopy.extract.outline import Block

_GUARD = 0.4
_HINT = 1.15


def acquit(blocks: list[Block]) -> None:
    """Take the name of chrome from what holds so much of the prose that it must be the article."""
    if not blocks:
        return
    whole = blocks[-1].prose
    for block in blocks:
        if block.chrome and block.prose > _GUARD * whole:
            block.chrome = ""
            for ancestor in block.ancestors():
                ancestor.kept += block.kept
                ancestor.total += block.total
                if ancestor.chrome:
                    break


def choose(blocks: list[Block]) -> Block | None:
    """The block with the best balance of coverage and purity; hints tip it. ``None`` where there is no prose."""
    acquit(blocks)
    if not blocks or not blocks[-1].kept:
        return None
    whole = blocks[-1].kept
    best, most = None, 0.0
    for block in blocks:
        if block.kept < 0.1 * whole or block.chrome:
            continue
        coverage = block.kept / whole
        purity = block.kept / block.total
        score = 2 * coverage * purity / (coverage + purity)
        if block.hint:
            score *= _HINT
        if score > most:
            best, most = block, score
    return best
