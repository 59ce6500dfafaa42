"""Whether an entity matches a tree, in plain Python: the reference for tests of SQL answers."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from jalons.broker.engine.entities import Doc

from .leaves import leaves
from .tree import PRESENT, All, Compare, Either, Has, Node, Not, Range, Scalar

Index = Mapping[str, Collection[Scalar]]


def index(doc: Doc) -> Index:
    """The leaves of an entity by path."""
    found: defaultdict[str, set[Scalar]] = defaultdict(set)
    for place, value in leaves(doc):
        found[place].add(value)
    return found


def matches(found: Index, node: Node) -> bool:
    """Whether leaves match a tree."""
    match node:
        case Has(path=place):
            return place in found
        case All(parts=parts):
            return all(matches(found, part) for part in parts)
        case Either(parts=parts):
            return any(matches(found, part) for part in parts)
        case Not(part=part):
            return not matches(found, part)
        case Compare():
            values = found.get(node.path)
            return bool(values) and _compares(values or (), node)


def _compares(values: Collection[Scalar], node: Compare) -> bool:
    if node.operator == "!=":
        return not any(_equal(value, wanted) for value in values for wanted in node.values)
    if node.operator == "!~=":
        return not any(_test(value, "~=", wanted) for value in values for wanted in node.values)
    return any(_test(value, node.operator, wanted) for value in values for wanted in node.values)


def _equal(value: Scalar, wanted: Scalar | Range) -> bool:
    return _test(value, "==", wanted)


def _test(value: Scalar, operator: str, wanted: Any) -> bool:
    if isinstance(wanted, Range):
        low, high = wanted.low, wanted.high
        if not comparable(low, high) or not comparable(value, low):
            return False
        return bool(low <= value <= high)  # type: ignore[operator]
    if operator == "~=":
        is_text = isinstance(value, str) and value > PRESENT
        return is_text and pattern(str(wanted)).search(str(value)) is not None
    if not comparable(value, wanted):
        return False
    return bool(_COMPARISONS[operator](value, wanted))


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "starts": str.startswith,
}


def comparable(value: Scalar, wanted: Scalar) -> bool:
    """Numbers compare to numbers, texts to texts; a mark is never less or more than anything."""
    if isinstance(value, float) or isinstance(wanted, float):
        return isinstance(value, float) and isinstance(wanted, float)
    return value == wanted or (value > PRESENT and wanted > PRESENT)


@lru_cache(maxsize=512)
def pattern(text: str) -> Any:
    """A compiled regular expression, in linear time whatever the text; else ``re2.error``."""
    import re2  # only for requests with an expression

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(text, options)  # type: ignore[no-untyped-call]
