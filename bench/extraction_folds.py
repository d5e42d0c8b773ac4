"""The score of each fold of each set, and what a change gains or loses, page by page, so that luck is seen.

    python bench/extraction_folds.py FOLDER... --save before.json
    python bench/extraction_folds.py FOLDER... --against before.json      # after the change

A change that is worth keeping gains in most folds and on several pages. FOLDERs are as ``extraction_sets`` says.
"""

import argparse
import json
from pathlib import Path

from extraction_sets import Counts, Sample, f1, load, measured, precision_and_recall


def folds(count: int, samples: list[Sample], counts: list[Counts]) -> list[tuple[list[Sample], list[Counts]]]:
    return [(samples[n::count], counts[n::count]) for n in range(count)]


def compared(name: str, samples: list[Sample], before: list[Counts], after: list[Counts], shown: int) -> None:
    """Which pages a change moved, and how far."""
    moved = [(new.f1 - old.f1, s.name) for s, old, new in zip(samples, before, after, strict=True) if new != old]
    better = sum(change > 0 for change, _ in moved)
    worse = sum(change < 0 for change, _ in moved)
    print(f"{name}: {better} pages better, {worse} worse")
    for change, page in sorted(moved, key=lambda row: -abs(row[0]))[:shown]:
        print(f"  {change:+.3f}  {page}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--save", type=Path, help="a file for the counts of every page")
    parser.add_argument("--against", type=Path, help="such a file, to compare with")
    parser.add_argument("--pages", type=int, default=12, help="so many of the pages that changed most are named")
    parser.add_argument("--worst", type=int, default=0, help="so many of the worst pages are named")
    options = parser.parse_args()
    earlier = json.loads(options.against.read_text("utf-8")) if options.against else {}
    saved: dict[str, list[tuple[int, int, int]]] = {}
    print("| set | F1 | P | R | " + " | ".join(f"fold {n + 1}" for n in range(options.folds)) + " |")
    print("|---" * (options.folds + 4) + "|")
    changes = []
    worst = []
    for folder in options.folders:
        samples = load(folder)
        counts = measured(samples)
        ranked = sorted(zip((c.f1 for c in counts), (sample.name for sample in samples), strict=True))
        worst += [f"{folder.name} {score:.3f}  {page}" for score, page in ranked[: options.worst]]
        saved[folder.name] = [(c.hits, c.junk, c.misses) for c in counts]
        precision, recall = precision_and_recall(samples, counts)
        parts = [f"{f1(*fold):.4f}" for fold in folds(options.folds, samples, counts)]
        whole = f1(samples, counts)
        print(f"| {folder.name} | {whole:.4f} | {precision:.4f} | {recall:.4f} | " + " | ".join(parts) + " |")
        if folder.name in earlier:
            before = [Counts(*row) for row in earlier[folder.name]]
            gains = [
                f"{f1(*new) - f1(*old):+.4f}"
                for new, old in zip(
                    folds(options.folds, samples, counts), folds(options.folds, samples, before), strict=True
                )
            ]
            old_precision, old_recall = precision_and_recall(samples, before)
            print(
                f"| change | {whole - f1(samples, before):+.4f} | {precision - old_precision:+.4f} "
                f"| {recall - old_recall:+.4f} | " + " | ".join(gains) + " |"
            )
            changes.append((folder.name, samples, before, counts))
    print(*worst, sep="\n")
    for change in changes:
        compared(*change, options.pages)
    if options.save:
        options.save.write_text(json.dumps(saved), "utf-8")


if __name__ == "__main__":
    main()
