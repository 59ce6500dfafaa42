"""Opening hours side by side with the tests of mednum-cli (MIT), which are not copied here.

``python benchmarks/inclusion_hours.py SPEC_FOLDER [--verbose]`` parses the inputs and the expected
hours of ``to-osm-hours.spec.ts`` (hours of one day) and of ``horaires.field.spec.ts`` (weeks) in a
checkout of anct-cartographie-nationale/mednum-cli: SPEC_FOLDER is its ``src``. It counts: equal,
different but warned (with the reason), different and not warned, refused.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jalons.inclusion.engine.hours import WeekRead, of_days, read, week_hours

DAYS = ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"]
_TEXT = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
MONDAY = date(2026, 11, 16)  # an odd week, in the middle of a month


def _text(source: str) -> str:
    return "".join(ast.literal_eval(part) for part in re.findall(_TEXT, source))


def day_cases(spec: str) -> Iterator[tuple[str, WeekRead, str]]:
    """Input, what we read, expected."""
    pattern = rf"const hours: string = ({_TEXT});.*?toBe\(({_TEXT})\)"
    for source, expected in re.findall(pattern, spec, re.S):
        yield _text(source), read(_text(source)), _text(expected)


def week_cases(spec: str) -> Iterator[tuple[str, WeekRead, str]]:
    """Input, what we read, expected, of whole weeks."""
    for case in re.split(r"\n  it\(", spec)[1:]:
        expected = re.search(rf"toBe\(({_TEXT})\)|toBeUndefined", case)
        fields = dict(
            re.findall(
                rf"'?(\b[\w ]+)'?:\s*((?:{_TEXT}|\s|\+)+)", case.split("processHoraires(")[1]
            )
        )
        if expected is None:
            continue
        wanted = _text(expected[1]) if expected[1] else ""
        cells = {DAYS.index(name): _text(text) for name, text in fields.items() if name in DAYS}
        if cells:
            yield str(cells), of_days(cells), wanted
        else:
            text = _text(fields.get("OSM") or fields["Horaires ouverture"])
            text = f"{_text(fields['ouverture'])} : {text}" if "ouverture" in fields else text
            yield text, read(text), wanted


def verdict(got: WeekRead, expected: str, *, one_day: bool) -> str:
    """How what we read compares with what the peer expects."""
    if expected and week_hours(expected, MONDAY) is None:
        return "expected is not valid"
    if got.osm == expected:
        return "equal"
    if (
        expected
        and got.osm
        and not got.dropped
        and week_hours(got.osm, MONDAY) == week_hours(expected, MONDAY)
    ):
        return "equal (same week in other words)"
    if not (got.osm or got.dropped or got.notes):
        return "refused" if expected else "equal"
    if set(got.notes) - ({"no_day"} if one_day else set()) or got.dropped or got.by_appointment:
        return "warned"
    return "not warned"


def main() -> None:
    """Print the counts, and the cases that are not equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    for path, cases in (
        ("transformer/to-osm-hours/to-osm-hours.spec.ts", day_cases),
        ("transformer/fields/horaires/horaires.field.spec.ts", week_cases),
    ):
        counts: Counter[str] = Counter()
        for text, got, expected in cases((chosen.folder / path).read_text(encoding="utf-8")):
            name = verdict(got, expected, one_day=cases is day_cases)
            counts[name] += 1
            if chosen.verbose and name != "equal":
                why = [*got.notes, *(f"dropped: {piece.text}" for piece in got.dropped)]
                print(f"{name:<12}{text!r}\n  expected {expected}\n  read     {got.osm}  {why}")
        print(path, sum(counts.values()), dict(counts.most_common()))


if __name__ == "__main__":
    main()
