"""Compare filter parsers with ours: pygeofilter for CQL2 texts, odata-query for OData `$filter`.

    python -m venv VENV && VENV/bin/pip install pygeofilter odata-query
    PYTHONPATH=src:VENV/lib/python3.13/site-packages python benchmarks/filters.py

Each reads the same 20 filters. Its tree goes through an adapter to the one the broker answers
from, and its answers on 12 lamps are compared with those of a plain Python test. A library that is
not installed is skipped. The decision is in docs/decisions/0015-filter-parsers.md.
"""

# ruff: noqa: SLF001, PLR0911  the adapters use what our parsers would leave
from __future__ import annotations

import importlib.util
import inspect
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from jalons.broker.engine.out import cql, odata
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query import tree
from jalons.broker.engine.query.evaluate import matches

ROUNDS = 200
IMPORT = (
    "import time; used = lambda: int(open('/proc/self/statm').read().split()[1]) * 4096;"
    "before, start = used(), time.process_time(); {};"
    "print((time.process_time() - start) * 1000, (used() - before) / 1e6)"
)
LAMPS: list[dict[str, Any]] = [
    {
        "power": 10 * number,
        "state": "on" if number % 2 else "off",
        "circuit": f"C{number % 3}",
        "street": "L'Isle" if number == 4 else f"rue {number}",
        "lit": number > 6,
        "installed": f"20{10 + number}-03-01T00:00:00Z",
        **({"note": "à revoir"} if number == 3 else {}),
    }
    for number in range(12)
]
Row = dict[str, Any]
Expected = Callable[[Row], bool]
CQL2: list[tuple[str, Expected]] = [
    ("power >= 100", lambda row: row["power"] >= 100),
    ("power = 30 OR power = 50", lambda row: row["power"] in (30, 50)),
    ("power > 20 AND power < 60 AND state = 'on'",
     lambda row: 20 < row["power"] < 60 and row["state"] == "on"),
    ("power = 30 OR power = 50 AND state = 'off'", lambda row: row["power"] == 30),
    ("power = 0 OR circuit = 'C1' AND power > 50",
     lambda row: row["power"] == 0 or (row["circuit"] == "C1" and row["power"] > 50)),
    ("state = 'on' AND NOT circuit = 'C1'",
     lambda row: row["state"] == "on" and row["circuit"] != "C1"),
    ("NOT (power = 20 OR power = 30)", lambda row: row["power"] not in (20, 30)),
    ("(power < 20 OR power > 100) AND state = 'on'",
     lambda row: (row["power"] < 20 or row["power"] > 100) and row["state"] == "on"),
    ("power BETWEEN 20 AND 40", lambda row: 20 <= row["power"] <= 40),
    ("power NOT BETWEEN 20 AND 110", lambda row: not 20 <= row["power"] <= 110),
    ("circuit IN ('C0', 'C2')", lambda row: row["circuit"] in ("C0", "C2")),
    ("circuit NOT IN ('C0') AND power <> 10",
     lambda row: row["circuit"] != "C0" and row["power"] != 10),
    ("circuit LIKE '_2'", lambda row: row["circuit"] == "C2"),
    ("street LIKE 'rue 1%'", lambda row: row["street"].startswith("rue 1")),
    ("street = 'L''Isle'", lambda row: row["street"] == "L'Isle"),
    ("note IS NULL", lambda row: "note" not in row),
    ("note = 'à revoir'", lambda row: row.get("note") == "à revoir"),
    ("lit = TRUE", lambda row: row["lit"]),
    ("installed >= TIMESTAMP('2018-01-01T00:00:00Z')", lambda row: row["installed"] >= "2018"),
    ("100 <= power", lambda row: row["power"] >= 100),
]  # fmt: skip
ODATA: list[tuple[str, Expected]] = [
    ("power ge 100", lambda row: row["power"] >= 100),
    ("power eq 30 or power eq 50", lambda row: row["power"] in (30, 50)),
    ("power gt 20 and power lt 60 and state eq 'on'",
     lambda row: 20 < row["power"] < 60 and row["state"] == "on"),
    ("power eq 30 or power eq 50 and state eq 'off'", lambda row: row["power"] == 30),
    ("state eq 'on' and not (circuit eq 'C1')",
     lambda row: row["state"] == "on" and row["circuit"] != "C1"),
    ("not (power eq 20 or power eq 30)", lambda row: row["power"] not in (20, 30)),
    ("not startswith(street,'rue')", lambda row: not row["street"].startswith("rue")),
    ("(power lt 20 or power gt 100) and state eq 'on'",
     lambda row: (row["power"] < 20 or row["power"] > 100) and row["state"] == "on"),
    ("power ge 20.5 and power le 4e1", lambda row: 20.5 <= row["power"] <= 40),
    ("startswith(street,'rue 1')", lambda row: row["street"].startswith("rue 1")),
    ("endswith(street,'7') eq true", lambda row: row["street"].endswith("7")),
    ("substringof('Isle',street)", lambda row: "Isle" in row["street"]),
    ("street eq 'L''Isle'", lambda row: row["street"] == "L'Isle"),
    ("note eq null", lambda row: "note" not in row),
    ("note ne null", lambda row: "note" in row),
    ("note eq 'à revoir'", lambda row: row.get("note") == "à revoir"),
    ("lit eq true", lambda row: row["lit"]),
    ("installed ge 2018-01-01T00:00:00Z", lambda row: row["installed"] >= "2018"),
    ("installed lt 2018-01-01T01:30:00+01:00", lambda row: row["installed"] < "2018"),
    ("properties/circuit eq 'C1'", lambda row: row["circuit"] == "C1"),
]  # fmt: skip


def index(row: Row) -> dict[str, set[tree.Scalar]]:
    """The leaves of a lamp, as the broker compares them."""
    return {name: {tree.encoded(value)} for name, value in row.items()}


def our_cql(text: str) -> Expected:
    """The test our parser reads from a CQL2 text."""
    where = cql.parsed(text, {name: name for row in LAMPS for name in row}).where
    return lambda row: where is None or matches(index(row), where)


def pygeofilter_cql(text: str) -> Expected:
    """The test of a CQL2 text read by pygeofilter, through the adapter."""
    from pygeofilter.parsers.cql2_text import parse  # type: ignore[import-not-found]

    where = from_pygeofilter(parse(text), negated=False)
    return lambda row: matches(index(row), where)


def from_pygeofilter(node: Any, *, negated: bool) -> tree.Node:
    """The adapter: the tree of the broker, negations pushed down to the comparisons."""
    from pygeofilter import ast  # type: ignore[import-not-found]

    if isinstance(node, ast.Not):
        return from_pygeofilter(node.sub_node, negated=not negated)
    if isinstance(node, ast.And | ast.Or):
        parts = tuple(from_pygeofilter(part, negated=negated) for part in (node.lhs, node.rhs))
        return tree.All(parts) if isinstance(node, ast.And) != negated else tree.Either(parts)
    if isinstance(node, ast.Comparison):
        sign: Any = {"=": "==", "<>": "!="}.get(node.op.value, node.op.value)
        left, right = node.lhs, node.rhs
        if isinstance(right, ast.Attribute):
            left, right, sign = right, left, cql._MIRROR.get(sign, sign)
        sign = cql._OPPOSITE[sign] if negated else sign
        return tree.Compare(left.name, sign, (_scalar(right),))
    path, negated = node.lhs.name, negated != node.not_
    if isinstance(node, ast.IsNull):
        return tree.Has(path) if negated else tree.Not(tree.Has(path))
    if isinstance(node, ast.In):
        values = tuple(_scalar(value) for value in node.sub_nodes)
        return tree.Compare(path, "!=" if negated else "==", values)
    if isinstance(node, ast.Between):
        range_ = tree.Range(_scalar(node.low), _scalar(node.high))
        between = tree.Compare(path, "==", (range_,))
        return tree.All((tree.Has(path), tree.Not(between))) if negated else between
    pattern = cql._pattern(cql._Reader("'" + node.pattern.replace("'", "''") + "'", {}))
    return tree.Compare(path, "!~=" if negated else "~=", (pattern,))


def _scalar(value: Any) -> tree.Scalar:
    from datetime import datetime

    text = value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
    return tree.encoded(text)


def our_odata(text: str) -> Expected:
    """The test our parser reads from a `$filter`."""
    test = odata.filtered(text)
    return lambda row: test({**row, "properties": row})


def odata_query(text: str) -> Expected:
    """The test of a `$filter` read by odata-query, through the adapter."""
    from odata_query.grammar import (  # type: ignore[import-not-found]
        ODataLexer,
        ODataParser,
    )

    node = ODataParser().parse(ODataLexer().tokenize(text))
    return lambda row: bool(from_odata_query(node, {**row, "properties": row}))


def from_odata_query(node: Any, row: Row) -> Any:
    """The adapter: the value of a node for a body."""
    from odata_query import ast  # type: ignore[import-not-found]

    def value(part: Any) -> Any:
        return from_odata_query(part, row)

    match node:
        case ast.Identifier():
            return odata.member(row, node.name)
        case ast.Attribute():
            owner = value(node.owner)
            return owner.get(node.attr) if isinstance(owner, dict) else None
        case ast.DateTime():
            return node.val
        case ast._Literal():
            return node.py_val
        case ast.UnaryOp():
            return not value(node.operand)
        case ast.BoolOp():
            left = value(node.left)
            return (
                left and value(node.right)
                if isinstance(node.op, ast.And)
                else (left or value(node.right))
            )
        case ast.Compare():
            sign = {ast.Eq: "eq", ast.NotEq: "ne", ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt",
                    ast.LtE: "le"}[type(node.comparator)]  # fmt: skip
            return odata.compared(value(node.left), sign, value(node.right))
        case ast.Call():
            work = odata._FUNCTIONS[node.func.name]
            return work(*(str(value(part) or "") for part in node.args))
    raise ValueError(type(node).__name__)


def verdicts(read: Callable[[str], Expected], filters: list[tuple[str, Expected]]) -> list[str]:
    """Answers right, wrong or refused, one for each filter."""
    found = []
    for text, expected in filters:
        try:
            test = read(text)
            right = all(test(row) == expected(row) for row in LAMPS)
        except Problem as problem:
            found.append(f"refused: {problem.detail[:60]}")
        except Exception as error:  # whatever a library raises
            found.append(f"refused: {type(error).__name__}")
        else:
            found.append("right" if right else "WRONG")
    return found


def microseconds(read: Callable[[str], Expected], texts: list[str]) -> float:
    """The median CPU time to read one filter, among those it reads."""
    times = []
    for text in texts:
        start = time.process_time_ns()
        for _ in range(ROUNDS):
            read(text)
        times.append((time.process_time_ns() - start) / ROUNDS / 1000)
    return statistics.median(times)


def imported(statement: str) -> str:
    """CPU time and memory of an import, in a process of its own: medians of five."""
    command = [sys.executable, "-c", IMPORT.format(statement)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(5)]
    columns = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    taken, memory = (statistics.median(column) for column in columns)
    return f"{taken:.0f} ms, {memory:.1f} MB"


def main() -> None:
    """One line a candidate, then the filters it does not answer rightly."""
    for name, module, read, filters, load in (
        ("our CQL2", "jalons", our_cql, CQL2, "import jalons.broker.engine.out.cql"),
        ("pygeofilter", "pygeofilter", pygeofilter_cql, CQL2,
         "import pygeofilter.parsers.cql2_text"),
        ("our $filter", "jalons", our_odata, ODATA, "import jalons.broker.engine.out.odata"),
        ("odata-query", "odata_query", odata_query, ODATA, "import odata_query.grammar"),
    ):  # fmt: skip
        if importlib.util.find_spec(module) is None:
            print(f"{name}: not installed")
            continue
        found = verdicts(read, filters)
        read_ones = [text for (text, _), verdict in zip(filters, found, strict=True)
                     if not verdict.startswith("refused")]  # fmt: skip
        print(f"{name}: right {found.count('right')}, wrong {found.count('WRONG')}, of"
              f" {len(filters)}; {microseconds(read, read_ones):.0f} µs a filter;"
              f" import {imported(load)}")  # fmt: skip
        for (text, _), verdict in zip(filters, found, strict=True):
            if verdict != "right":
                print(f"    {verdict}: {text}")
    for adapter in (from_pygeofilter, _scalar, from_odata_query):
        print(f"{adapter.__name__}: {len(inspect.getsource(adapter).splitlines())} lines")


if __name__ == "__main__":
    main()
