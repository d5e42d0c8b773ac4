"""Politeness put to the test: 100,000 requests by workers that fail, to hosts that do too, and no rule may be broken.

Run: ``python bench/web_politeness.py``. The world is that of ``tests/integration/politeness``: simulated time, the
stages as they run in the cloud, lost and doubled bells, crashes at any call, a scheduler down for hours. Ends with 1
where a request broke spacing, robots.txt, Retry-After, one in flight a host, or an hour between polls.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/integration/politeness"))

from world import World


def main() -> int:
    """Simulate worlds until so many requests were made, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--hosts", type=int, default=60)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--seed", default="5")
    options = parser.parse_args()
    seen: Counter[str] = Counter()
    violations: list[str] = []
    began, worlds = time.process_time(), 0
    while seen["all"] < options.requests:
        worlds += 1
        world = World(seed=f"{options.seed} {worlds}", hosts=options.hosts, days=options.days, workers=12).run()
        seen += world.judge.requests
        seen["crashes"] += world.crashes
        violations += world.judge.violations
        print(f"{seen['all']:>7} requests, {len(violations)} violations", flush=True)
    print(
        f"{worlds} worlds of {options.hosts} hosts for {options.days} days: {seen['all']} requests, of which"
        f" {seen['polls']} polls and {seen['robots']} for robots.txt; {seen['crashes']} visits died;"
        f" {len(violations)} violations; {time.process_time() - began:.0f} s of processor"
    )
    for violation in violations[:20]:
        print(violation)
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
