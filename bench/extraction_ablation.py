"""What each step of extraction is worth: the score of every set with all steps, and with one step left out.

    python bench/extraction_ablation.py FOLDER [FOLDER...]

FOLDERs are as ``extraction_sets`` says, and so is their score (F1).
"""

import argparse
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from extraction_sets import Sample, f1, load, measured

from wirecopy.extract import article as sequence
from wirecopy.extract import cleaning


def score(samples: list[Sample]) -> float:
    return f1(samples, measured(samples))


@contextmanager
def replaced(name: str, stand_in: Callable) -> Iterator[None]:
    """One function of the sequence replaced for a while."""
    kept = getattr(sequence, name)
    setattr(sequence, name, stand_in)
    try:
        yield
    finally:
        setattr(sequence, name, kept)


def variants() -> Iterator[tuple[str, str, Callable]]:
    yield "acquit", "acquit", lambda blocks: None  # noqa: ARG005
    yield "lead", "lead", lambda root, blocks: None  # noqa: ARG005
    for step in cleaning.STEPS:
        rest = tuple(other for other in cleaning.STEPS if other is not step)
        yield step.__name__, "clean", functools.partial(cleaning.clean, steps=rest)
    yield "all cleaning", "clean", functools.partial(cleaning.clean, steps=())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    sets = {folder.name: load(folder) for folder in parser.parse_args().folders}
    whole = {name: score(pages) for name, pages in sets.items()}
    print("| without | " + " | ".join(sets) + " |")
    print("|---" * (len(sets) + 1) + "|")
    print("| (nothing) | " + " | ".join(f"{whole[name]:.4f}" for name in sets) + " |")
    for label, function, stand_in in variants():
        with replaced(function, stand_in):
            print(f"| {label} | " + " | ".join(f"{score(pages) - whole[n]:+.4f}" for n, pages in sets.items()) + " |")


if __name__ == "__main__":
    main()
