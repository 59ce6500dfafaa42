"""Rebuild the accessibility reference of the webaudit room: the RGAA, and what axe-core says of it.

Usage: .venv/bin/python tools/build_rgaa.py path/to/RGAA [path/to/node_modules/axe-core]

The first path is a clone of https://github.com/DISIC/RGAA (Licence Ouverte 2.0), the second
defaults to ``node_modules/axe-core`` (needs node). Writes ``4.1.json`` (topics, criteria, tests)
and ``axe.json`` (rule of axe-core → tests of the RGAA, from the tags of the rules) in
``src/jalons/webaudit/data/rgaa``. Words are unchanged but for marks of Markdown and French spaces.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/jalons/webaudit/data/rgaa"
VERSION = "4.1"
SIZES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
TESTS = 258
_RULES = """const axe = require(process.argv[1]);
console.log(JSON.stringify({version: axe.version, rules: axe.getRules(["RGAAv4"])}))"""


def main() -> None:
    """Read both, check the counts, write."""
    clone = Path(sys.argv[1])
    axe = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "node_modules/axe-core"
    reference = _reference(clone)
    sizes = tuple(
        sum(criterion["topic"] == topic["number"] for criterion in reference["criteria"])
        for topic in reference["topics"]
    )
    tests = {test["id"] for test in reference["tests"]}
    if sizes != SIZES or len(tests) != TESTS:
        raise SystemExit(f"unexpected counts: {sizes}, {len(tests)} tests")
    _write(f"{VERSION}.json", reference)
    rules = _rules(axe.resolve())
    unknown = {test for listed in rules["rules"].values() for test in listed} - tests
    if unknown:
        raise SystemExit(f"axe-core names tests the RGAA does not have: {sorted(unknown)}")
    _write("axe.json", rules)


def _reference(clone: Path) -> dict[str, Any]:
    path = f"v{VERSION}/JSON/criteres.json"
    raw = json.loads(_git(clone, "show", f"HEAD:{path}"))
    commit, published = _git(clone, "log", "-1", "--format=%H %cs", "--", path).split()
    criteria = [criterion for topic in raw["topics"] for criterion in _criteria(topic)]
    return {
        "version": VERSION,
        "source": {
            "title": f"Référentiel général d’amélioration de l’accessibilité (RGAA) {VERSION}",
            "publisher": "Direction interministérielle du numérique",
            "published": published,
            "licence": "Licence Ouverte 2.0",
            "link": f"https://github.com/DISIC/RGAA/blob/{commit}/{path}",
            "verified": True,
        },
        "topics": [{"number": t["number"], "title": _plain(t["topic"])} for t in raw["topics"]],
        "criteria": [
            criterion | {"tests": [test["id"] for test in criterion["tests"]]}
            for criterion in criteria
        ],
        "tests": [test for criterion in criteria for test in criterion["tests"]],
    }


def _criteria(topic: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in topic["criteria"]:
        criterion = entry["criterium"]
        number = f"{topic['number']}.{criterion['number']}"
        yield {
            "id": number,
            "topic": topic["number"],
            "title": _plain(criterion["title"]),
            "level": _level(criterion["references"]),
            "tests": [
                _test(f"{number}.{rank}", words) for rank, words in criterion["tests"].items()
            ],
        }


def _level(references: list[dict[str, list[str]]]) -> str:
    """A when one success criterion of the WCAG behind it is of level A, AA otherwise."""
    texts = [text for reference in references for text in reference.get("wcag", [])]
    return "A" if any(text.rstrip().endswith("(A)") for text in texts) else "AA"


def _test(number: str, words: str | list[str]) -> dict[str, Any]:
    first, *conditions = [words] if isinstance(words, str) else words
    test: dict[str, Any] = {"id": number, "title": _plain(first)}
    return test | (
        {"conditions": [_plain(condition) for condition in conditions]} if conditions else {}
    )


def _plain(words: str) -> str:
    """Without links nor code marks, with the narrow spaces and the apostrophes of French."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).replace("`", "")
    words = re.sub(r"(?<=\w)'(?=\w)", "’", " ".join(words.split()))
    return re.sub(r" ([?!;:%»])", "\u202f\\1", words).replace("« ", "«\u202f")


def _rules(axe: Path) -> dict[str, Any]:
    shown = subprocess.run(
        ["node", "-e", _RULES, str(axe / "axe.js")], capture_output=True, text=True, check=True
    )
    read = json.loads(shown.stdout)
    return {
        "version": read["version"],
        "source": "tags RGAA-x.y.z of the rules of axe-core (MPL-2.0): facts, no text of it",
        "rules": {
            rule["ruleId"]: [
                tag.removeprefix("RGAA-") for tag in rule["tags"] if tag.startswith("RGAA-")
            ]
            for rule in sorted(read["rules"], key=lambda rule: rule["ruleId"])
        },
    }


def _git(clone: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(clone), *words], capture_output=True, text=True, check=True
    ).stdout


def _write(name: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (TARGET / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
