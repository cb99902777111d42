"""Studies killed at random moments: what is left, and whether the next run ends as an unbroken one would.

``python benchmarks/restart.py [--points 200]``. Each point copies the results of an earlier study into the folder, starts another,
kills it with ``kill -9`` at a moment drawn from the time that a whole one takes, looks at every file (old or new, never anything
else), loads the case base, runs again and compares every byte.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the points are set by the tests


def main() -> int:
    """Print the table."""
    from tests.hostile.restart import points

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = points(Path(folder), given.points, given.seed, told=lambda one: print(".", end="", flush=True))
    print()
    ends = Counter("killed" if one.exit < 0 else f"ended with {one.exit}" for one in found)
    torn = [name for one in found for name in one.torn]
    print(f"{len(found)} points between 0 and {max(one.after for one in found):.1f} s: {dict(ends)}")
    print(f"files that were neither old nor new: {len(torn)} {sorted(set(torn))}")
    print(f"case base could be loaded:           {sum(one.loads for one in found)} of {len(found)}")
    print(f"next run equal to an unbroken one:   {sum(one.same for one in found)} of {len(found)}")
    return int(bool(torn) or not all(one.loads and one.same for one in found))


if __name__ == "__main__":
    sys.exit(main())
