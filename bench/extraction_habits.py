"""What learning a site's habits is worth: sample articles in the looks of six sites, read with it and without.

    python bench/extraction_habits.py

The articles are those of the sample sites; each look wraps them all. What a look repeats stands among the paragraphs
with nothing in its markup to know it by. Of two looks the repetitions are the article's own, and must stay.
Reported are the F1 of words against the article's own text, the mean over pages in the order in which they came, and
the CPU time that habits add to these very short pages.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from wirecopy.extract import extract
from wirecopy.extract.habits import learned, without_repeated
from wirecopy.lessons import Habits
from wirecopy.model import Article
from wirecopy_local.demo.sites import FOLDER


@dataclass(frozen=True)
class Look:
    """Paragraphs before, in the midst of and behind each article of a site, and whether they are its own."""

    name: str
    before: tuple[str, ...] = ()
    midst: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    own: bool = False
    short: bool = False
    """Whether there is but one paragraph of an article's own."""


FIRST, HOUR = datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1)
PLEA = "The Lantern has no owner but those who read it, and prints nothing that it is paid to print. Pass it on."
NOTICE = (
    "The lock is open to boats from eight in the morning until an hour before dusk. Ring the bell twice and wait.",
    "Boats longer than eighteen metres must ask the keeper the day before, by telephone or by leaving a card.",
    "The towpath is closed while the river stands above the red mark, and nobody may moor between the posts then.",
)
LOOKS = (
    Look("plain"),
    Look("plea in the midst", midst=(PLEA,)),
    Look(
        "kicker and colophon",
        before=("From the Wednesday paper", "Filed under the weather"),
        behind=("The Lantern is set in a former chapel on Dock Street and printed on the premises.", "Since 1931"),
    ),
    Look(
        "appeal with a heading",
        midst=("# While you are here", PLEA),
        behind=("Did we get something wrong? The night editor answers the telephone in person.",),
    ),
    Look("headings of its own", before=("# In short",), midst=("# What it means", "Our view"), own=True),
    Look("the same notice each day", behind=NOTICE, own=True, short=True),
)


def articles() -> list[tuple[str, list[str]]]:
    """The sample articles in English: a title, and paragraphs."""
    found = []
    for path in sorted(FOLDER.glob("sites/*.example/*.txt")):
        if path.stem in ("robots", "dorfladen"):
            continue
        head, _, text = path.read_text("utf-8").partition("\n\n")
        blocks = [block for block in text.strip().split("\n\n") if block[0] not in "-#*"]
        found.append((head.splitlines()[0].removeprefix("title: "), blocks))
    return found


def page(look: Look, title: str, blocks: list[str]) -> tuple[bytes, str]:
    """A page in this look, and what of it is the article."""
    blocks = blocks[:1] if look.short else blocks
    half = len(blocks) // 2
    said = [*look.before, *blocks[:half], *look.midst, *blocks[half:], *look.behind]
    tags = ("h2" if block.startswith("# ") else "p" for block in said)
    body = "".join(f"<{tag}>{escape(it.removeprefix('# '))}</{tag}>" for tag, it in zip(tags, said, strict=True))
    html = f"<html lang=en><title>{escape(title)}</title><article><h1>{escape(title)}</h1>{body}</article></html>"
    return html.encode(), "\n".join(it.removeprefix("# ") for it in (said if look.own else blocks))


def f1(found: str, wanted: str) -> float:
    """The harmonic mean of precision and recall of words."""
    one, other = Counter(found.split()), Counter(wanted.split())
    shared = sum((one & other).values())
    return 2 * shared / (one.total() + other.total())


def read(look: Look) -> tuple[list[float], list[float], float, float]:
    """F1 of each page without and with habits, and the CPU time of extracting and of all that habits add."""
    habits, plain, learning = Habits(), [], []
    extracting = adding = 0.0
    for number, (title, blocks) in enumerate(articles()):
        body, wanted = page(look, title, blocks)
        begun = time.process_time()
        said: Article = extract(body, f"https://lantern.example/{number}")
        between = time.process_time()
        cleaned = without_repeated(said, str(number), habits)
        habits = learned(habits, str(number), said.text, FIRST + number * HOUR)
        adding += time.process_time() - between
        extracting += between - begun
        plain.append(f1(said.text, wanted))
        learning.append(f1(cleaned.text, wanted))
    return plain, learning, extracting, adding


def main() -> None:
    """Print the table."""
    print(f"{'look':24}{'without':>9}{'with':>9}{'from the 4th':>14}{'CPU':>8}")
    for look in LOOKS:
        plain, learning, extracting, adding = read(look)
        means = (sum(them) / len(them) for them in (plain, learning, learning[3:]))
        without, with_, later = means
        print(f"{look.name:24}{without:9.3f}{with_:9.3f}{later:14.3f}{adding / extracting:+8.0%}")


if __name__ == "__main__":
    main()
