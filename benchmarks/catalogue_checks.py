"""The catalogue side by side with peers: ``PYTHONPATH=src python benchmarks/catalogue_checks.py``.

``checks``: 100,000 rows of 20 columns checked by ours and by frictionless, in CPU seconds, with the
number of errors each finds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

from jalons.tabular.schemas import check, read_schema

ROWS, WRONG = 100_000, 0.02
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("string", {"required": True, "unique": True}),
    ("string", {"required": True, "pattern": r"^\d{14}$"}),
    ("string", {"enum": ["a", "b", "c"]}),
    ("integer", {"minimum": 0}),
    ("number", {"required": True}),
    ("date", {"required": True}),
    ("boolean", {}),
    ("string", {"maxLength": 30}),
    ("string", {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"}),
    ("number", {}),
)  # fmt: skip


def _cell(rank: int, kind: str, rules: dict[str, Any]) -> str:
    if random.random() < WRONG:
        return random.choice(["", "x", "12/03/2024", "1,5"])
    if rules.get("unique"):
        return f"id{rank}"
    if "pattern" in rules:
        low, high = (10**13, 10**14) if "14" in rules["pattern"] else (10_000, 20_000)
        return str(random.randrange(low, high))
    return {
        "string": random.choice("abc") if "enum" in rules else f"texte {random.randrange(10**6)}",
        "integer": str(random.randrange(10**6)),
        "number": f"{random.random() * 1000:.5f}",
        "date": f"20{random.randrange(10, 26)}-0{random.randrange(1, 10)}-15",
        "boolean": random.choice(["true", "false"]),
    }[kind]


def checks() -> None:
    """Our checker, then frictionless when it is installed."""
    random.seed(1)
    kinds = KINDS * 2
    names = [f"c{at}" for at in range(len(kinds))]
    fields = [{"name": name, "type": kind, "constraints": rules}
              for name, (kind, rules) in zip(names, kinds, strict=True)]  # fmt: skip
    rows = [[_cell(rank, *each) for each in kinds] for rank in range(ROWS)]
    schema = read_schema(json.dumps({"fields": fields}).encode())
    start = time.process_time()
    report = check(names, rows, schema)
    sys.stdout.write(f"jalons: {time.process_time() - start:.2f} s, {report.count} errors\n")
    try:
        import frictionless
    except ImportError:
        return
    described = {"fields": fields, "fieldsMatch": "subset"}
    resource = frictionless.Resource(
        data=[names, *rows], schema=frictionless.Schema.from_descriptor(described)
    )
    start = time.process_time()
    found = resource.validate(limit_errors=10**7)
    seconds = time.process_time() - start
    sys.stdout.write(f"frictionless: {seconds:.2f} s, {found.stats['errors']} errors\n")


if __name__ == "__main__":
    checks()
