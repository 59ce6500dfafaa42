"""How many nasty inventories the reader reads as a careful person would, and how fast.

Run: .venv/bin/python benchmarks/corpus.py
Prints one line per file of tests/footprint/corpus, then the score; the same for the realistic
inventories, in devices right, missed and too many, with what was remarked. With the
public inventory beside the repository (shared/data), it also prints the share of its rows that were
typed by themselves, and how many of the 100 rows checked by hand got the right device.
"""

import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from footprint.corpus.cases import CASES  # noqa: E402 - found through the path above
from footprint.corpus.judge import differences  # noqa: E402
from footprint.corpus.public import PUBLIC, accuracy, typed_share  # noqa: E402
from footprint.corpus.realistic import FILES, found, score  # noqa: E402


def main() -> None:
    """Read each file once and print what was wrong with it."""
    right, started = 0, time.perf_counter()
    for name in CASES:
        try:
            wrong = differences(name)
        except Exception as error:  # a breakdown is a wrong answer
            wrong = [str(error)]
        right += not wrong
        print(
            f"{'ok ' if not wrong else 'BAD'} {name}" + "".join(f"\n      {each}" for each in wrong)
        )
    print(f"corpus: {right} of {len(CASES)} files in {time.perf_counter() - started:.2f} s")
    realistic()
    if PUBLIC.exists():
        typed, rows = typed_share()
        agreed, checked = accuracy()
        print(f"public inventory: {typed} of {rows} rows typed by themselves ({typed / rows:.1%})")
        print(f"checked by hand: {agreed} of {checked} rows right")


def realistic() -> None:
    """Read the realistic inventories and print how many of their devices are right."""
    total = [0, 0, 0]
    for name in FILES:
        *devices, words = score(name)
        total = [past + new for past, new in zip(total, devices, strict=True)]
        right, missed, extra = devices
        remarked = ", ".join(sorted(found(name)[1])) or "nothing"
        print(f"{name:18} right {right:4} missed {missed:3} too many {extra:3}  ({remarked})")
        for each in words:
            print(f"      {each}")
    right, missed, extra = total
    share = right / (right + missed)
    print(f"realistic: {right} of {right + missed} devices right ({share:.1%}), {extra} too many")


if __name__ == "__main__":
    main()
