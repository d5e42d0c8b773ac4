"""Where the article lies: the element that holds the most of the page's prose and the least else."""

from collections import Counter
from collections.abc import Sequence

from wirecopy.extract import vocabulary
from wirecopy.extract.outline import CORE, HEADED, HIDDEN, SURELY_CORE, TITLED, Block
from wirecopy.extract.vocabulary import words

_SHARE = 0.25
"""Of the prose: what bears chrome's name but holds more than this may be the article."""
_LITTLE = 25
_INTRODUCTION = 0.1
"""An article with the headline that holds no more than this beside another is what stands above that."""
_HINT = 2.0
_NAMED = 1.1
_WHOLE = 0.8
_SUBSTANTIAL = 250
_CLEARLY = 2
_ARTICLE = 2500
"""Characters of prose, some 400 words: with a whole article outside of chrome there is no need to look inside."""
_LEAD = 140
_LEAVES = words("p li ul ol dl dt dd tr table blockquote pre h1 h2 h3 h4 h5 h6 figure figcaption")


def acquit(blocks: Sequence[Block]) -> None:
    """Take the name of chrome from what must be the article.

    That is what holds both the page's core and a good share of its prose, comments and their like not counted; what
    bears a word that names more prose than lies outside (on such a page it cannot mean chrome); and what is mostly a
    quotation, such as an embedded post.
    """
    suspects = [block for block in blocks if block.chrome]
    if not suspects:
        return
    body = blocks[-1]
    share = _SHARE * (body.prose - sum(block.prose for block in suspects if _is_surely_chrome(block)))
    for block in reversed(suspects):
        core = SURELY_CORE if block.chrome in vocabulary.SURE else CORE
        if block.holds & core and block.chrome != HIDDEN and block.prose > share:
            _absolve(block)
    innocent = _innocent_words(suspects, body, share)
    for block in reversed(suspects):
        if block.chrome in innocent:
            _absolve(block)
    for quote in blocks:
        if quote.element.tag == "blockquote":
            for above in quote.ancestors():
                if above.chrome in vocabulary.LIKELY and above.prose < 2 * quote.prose:
                    _absolve(above)
    possible = (block for block in suspects if _doubtful(block) or block.holds & CORE)
    largest = max(possible, key=lambda block: block.prose, default=None)
    if largest is not None and body.kept < _LITTLE and body.kept < largest.prose:
        _absolve(largest)


def _is_surely_chrome(block: Block) -> bool:
    """Whether a block and nothing around it bears a name that means chrome whatever it holds."""
    return (
        block.chrome in vocabulary.SURE
        and not block.holds & SURELY_CORE
        and not any(above.chrome in vocabulary.SURE for above in block.ancestors())
    )


def _innocent_words(suspects: Sequence[Block], body: Block, share: float) -> set[str]:
    shares: Counter[str] = Counter()
    for block in suspects:
        if _doubtful(block) and all(above.chrome != block.chrome for above in block.ancestors()):
            shares[block.chrome] += int(block.prose)
    innocent = {word for word, prose in shares.items() if prose > max(share, body.kept)}
    if body.kept > _SUBSTANTIAL:
        innocent.discard(HIDDEN)
    return innocent if body.kept <= _ARTICLE else set()


def _doubtful(block: Block) -> bool:
    return block.chrome in vocabulary.LIKELY or block.chrome == HIDDEN


def _absolve(block: Block) -> None:
    block.chrome = ""
    for above in block.ancestors():
        above.kept += block.kept
        above.total += block.total
        if above.chrome:
            break


def choose(blocks: Sequence[Block], *, updates: bool = False) -> Block | None:
    """The block with the best balance of coverage and purity; hints tip it. ``None`` where there is no prose.

    The articles within it are several, of which one is the page's own, unless they are ``updates`` of one.
    """
    if not blocks or not blocks[-1].kept:
        return _bare(blocks)
    whole = blocks[-1].kept
    best, most = None, 0.0
    hinted = _hinted(blocks)
    within: set[Block] = set()
    for block in reversed(blocks):
        if block.chrome or block.parent in within:
            within.add(block)
            continue
        if block.kept < 0.1 * whole or block.element.tag in _LEAVES:
            continue
        coverage = block.kept / whole
        purity = block.kept / block.total
        score = 2 * coverage * purity / (coverage + purity)
        if block in hinted:
            score *= _HINT
        elif block.named:
            score *= _NAMED
        if score >= most:
            best, most = block, score
    if best is not None and (best.kept >= _SUBSTANTIAL or best in hinted):
        return best if updates else _the_pages_own(best, blocks)
    said = max((block for block in blocks if block in hinted), key=lambda block: block.total, default=None)
    # lists and verse are no prose, and are the article none the less
    return said if said is not None and (best is None or said.total > _CLEARLY * best.total) else best


def _bare(blocks: Sequence[Block]) -> Block | None:
    """Where there is no prose at all, the smallest block that says it is an article or holds the headline's text."""
    return next((block for block in blocks if (block.hint or block.named) and block.total and not block.chrome), None)


def _hinted(blocks: Sequence[Block]) -> set[Block]:
    """The blocks that say they are the body, and the one that holds nothing but several such (a body in chunks)."""
    hinted = {block for block in blocks if block.hint and not block.chrome}
    outermost = [block for block in hinted if block.kept and hinted.isdisjoint(block.ancestors())]
    if len(outermost) > 1 and len({_article_of(block) for block in outermost}) == 1:
        shared = next(above for above in outermost[0].ancestors() if all(above in b.ancestors() for b in outermost))
        if sum(block.kept for block in outermost) > _WHOLE * shared.kept:
            hinted.add(shared)
    return hinted


def _article_of(block: Block) -> Block | None:
    return next((above for above in (block, *block.ancestors()) if above.element.tag == "article"), None)


def _the_pages_own(root: Block, blocks: Sequence[Block]) -> Block:
    """Of the several articles of an endless page the one that bears its headline, else the first."""
    articles = [
        block
        for block in blocks
        if block.element.tag == "article"
        and not block.chrome
        and block.kept >= _SUBSTANTIAL
        and all(above.element.tag != "article" and not above.chrome for above in block.ancestors())
    ]
    headed = [article for article in articles if article.holds & HEADED]
    own = headed[0] if len(articles) > 1 and len(headed) == 1 else root
    if own not in (root, *root.ancestors()) and own.kept > _INTRODUCTION * root.kept:
        return own
    inside = [article for article in articles if root in article.ancestors() and article.holds & TITLED]
    if len(inside) > 1 and sum(article.kept for article in inside) > _WHOLE * root.kept:
        return inside[0]
    return root


def lead(root: Block, blocks: Sequence[Block]) -> Block | None:
    """The lead paragraph, where it stands between the page's heading and the root.

    A lead of several lines is part of the article; a line or less is its description.
    """
    found = None
    past = False
    for block in blocks[: root.first]:
        if block.element.tag == "h1":
            past, found = True, None
        elif past and found is None and _is_lead(block):
            found = block
    return found


def _is_lead(block: Block) -> bool:
    return (
        block.element.tag != "li"
        and block.text - block.links >= _LEAD
        and block.text == block.total
        and not any(it.chrome for it in (block, *block.ancestors()))
    )
