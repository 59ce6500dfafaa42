"""What the tests cost: minutes by part, the longest tests, fixtures, what ran twice.

    python tools/durations.py FILE [--print]

FILE is what tests/durations.py wrote. The page goes to docs/reference/suite.md.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "suite.md"
LONGEST, FIXTURES, FILES = 50, 25, 25
HEAD = """# What the tests cost

Written by `tools/test --durations`. Seconds of processor are those of the tests and of the
processes they started and waited for; the PostgreSQL server counts apart. {machine}.
"""


@dataclass
class Line:
    """What was recorded once."""

    part: str
    kind: str
    name: str
    scope: str
    clock: float
    processor: float

    @property
    def test(self) -> str:
        """Its name from the repository: the run without Django counts from ``tests``."""
        return self.name.removeprefix("tests/")


@dataclass
class Sum:
    """Several lines together."""

    count: int = 0
    clock: float = 0.0
    processor: float = 0.0

    def add(self, line: Line) -> None:
        """Count one more."""
        self.count += 1
        self.clock += line.clock
        self.processor += line.processor


def main() -> None:
    """Write the page, or print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--print", action="store_true", dest="only_print")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8") as file:
        page = page_of([Line(*json.loads(line)) for line in file])
    print(page)
    if not options.only_print:
        PAGE.write_text(page, encoding="utf-8")


def page_of(lines: Sequence[Line]) -> str:
    """The page, in Markdown."""
    tests = [line for line in lines if line.kind == "test"]
    fixtures = [line for line in lines if line.kind == "fixture"]
    by_test = sorted(tests, key=lambda line: -line.processor)
    blocks = [
        HEAD.format(machine=machine()),
        parts(lines),
        f"## The {LONGEST} longest tests\n",
        table(
            ("test", "part", "seconds of processor", "seconds"),
            (
                (f"`{each.test}`", each.part, f"{each.processor:.1f}", f"{each.clock:.1f}")
                for each in by_test[:LONGEST]
            ),
        ),
        f"## The {FILES} longest files\n",
        sums("file", tests, lambda line: (line.test.partition("::")[0], line.part), FILES),
        f"## The {FIXTURES} longest fixtures\n",
        sums("fixture", fixtures, lambda line: (line.test, line.scope), FIXTURES),
        "## What ran twice\n",
        twice(tests),
    ]
    return "\n".join(blocks)


def parts(lines: Iterable[Line]) -> str:
    """One row for each part, in the order they ran."""
    found: dict[str, dict[str, Sum]] = defaultdict(lambda: defaultdict(Sum))
    for line in lines:
        found[line.part][line.kind].add(line)
    rows = []
    for part, kinds in found.items():
        work = kinds["test"].processor + kinds["collection"].processor
        apart = (f"{kinds[kind].processor:.0f}" for kind in ("collection", "fixture"))
        minutes = f"{kinds['run'].clock / 60:.1f}"
        rows.append((part, f"{kinds['test'].count:,}", minutes, f"{work:.0f}", *apart))
    heads = ("part", "tests", "minutes", "seconds of processor", "of which collection", "fixtures")
    return table(heads, rows)


def sums(
    head: str, lines: Iterable[Line], key: Callable[[Line], tuple[str, str]], most: int
) -> str:
    """The heaviest groups of lines."""
    found: dict[tuple[str, str], Sum] = defaultdict(Sum)
    for line in lines:
        found[key(line)].add(line)
    heaviest = sorted(found.items(), key=lambda each: -each[1].processor)[:most]
    return table(
        (head, "part or scope", "times", "seconds of processor", "seconds"),
        (
            (f"`{name}`", where, f"{total.count:,}", f"{total.processor:.1f}", f"{total.clock:.1f}")
            for (name, where), total in heaviest
        ),
    )


def twice(tests: Iterable[Line]) -> str:
    """The tests that several parts ran, by the parts."""
    ran: dict[str, list[Line]] = defaultdict(list)
    for line in tests:
        ran[line.test].append(line)
    found: dict[str, Sum] = defaultdict(Sum)
    for lines in ran.values():
        if len(lines) > 1:
            again = found[" and ".join(sorted({line.part for line in lines}))]
            for line in lines[1:]:
                again.add(line)
    rows = ((name, f"{each.count:,}", f"{each.processor:.0f}") for name, each in found.items())
    return table(("parts", "tests", "seconds of processor of the second time"), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def machine() -> str:
    """The processor, and how many of them."""
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.exists() else ""
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return f"{names[0] if names else 'Unknown processor'}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
