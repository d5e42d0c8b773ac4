"""What extraction costs beside its peers: processor time a page, and memory beyond what importing takes.

    python bench/extraction_cost.py FOLDER [--limit 60]

Each system runs over the same pages in a process of its own, after one to warm up, as every page is new to it in life;
on a busy machine only the memory is worth quoting. Peers that are not installed are passed over. FOLDER is as
``extraction_sets`` says. Linux.
"""

import argparse
import logging
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

from extraction_sets import load

Extractor = Callable[[bytes, str], object]


def wirecopy() -> Extractor:
    from wirecopy.extract import extract  # noqa: PLC0415

    return extract


def trafilatura() -> Extractor:
    import trafilatura as peer  # noqa: PLC0415

    return lambda page, url: peer.bare_extraction(page, url=url, include_comments=False, with_metadata=True)


def readability() -> Extractor:
    from readability import Document  # noqa: PLC0415

    return lambda page, url: Document(page).summary()  # noqa: ARG005


def newspaper() -> Extractor:
    import newspaper as peer  # noqa: PLC0415

    def run(page: bytes, url: str) -> object:
        article = peer.article(url, input_html=page.decode("utf-8", "replace"), fetch_images=False)
        article.parse()
        return article.text

    return run


SYSTEMS = (wirecopy, trafilatura, readability, newspaper)


def cost(system: Callable[[], Extractor], folder: Path, limit: int) -> tuple[float, float] | None:
    """Milliseconds a page and megabytes; ``None`` for what is not installed."""
    logging.disable(logging.CRITICAL)
    try:
        extractor = system()
    except ImportError:
        return None
    samples = load(folder)[:limit]
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = memory("VmRSS")
    started = 0.0
    for n, sample in enumerate((samples[0], *samples)):
        if n == 1:
            started = time.process_time()
        try:
            extractor(sample.page, sample.url)
        except Exception:  # what a peer cannot read costs what it costs
            continue
    spent = time.process_time() - started
    return 1000 * spent / len(samples), (memory("VmHWM") - before) / 1024


def memory(name: str) -> int:
    """Kilobytes, as Linux counts them."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="so many pages")
    options = parser.parse_args()
    print("| system | ms / page | ours / theirs | MB more |\n|---|---|---|---|")
    ours = 0.0
    for system in SYSTEMS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(cost, (system, options.folder, options.limit))
        if found is None:
            print(f"| {system.__name__} | not installed | | |")
            continue
        ours = ours or found[0]
        print(f"| {system.__name__} | {found[0]:.1f} | {ours / found[0]:.2f} | {found[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
