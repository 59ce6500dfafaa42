"""Conditions written in data: a small safe language, with three answers (true, false, unknown).

Names, numbers, quoted words, comparisons, ``in``, ``and``, ``or``, ``not``; nothing can be called,
read or reached. A name whose value is not known makes a comparison unknown, never false.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from jalons.strategy.engine.catalogue import StrategyError

type Value = float | int | str | bool | frozenset[str] | None

LONGEST = 500  # characters
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda item, group: item in group,
    ast.NotIn: lambda item, group: item not in group,
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A condition that was read and checked.

    >>> names = {"population", "kind"}
    >>> big = Formula.parse('population > 50000 and kind in ("commune", "epci")', names)
    >>> big.evaluate({"population": 77400, "kind": "commune"})
    True
    >>> big.evaluate({"population": None, "kind": "commune"}) is None
    True
    """

    text: str
    tree: ast.expr = field(compare=False)

    @classmethod
    def parse(cls, text: str, names: Set[str]) -> Formula:
        """A condition on ``names``.

        Raises ``StrategyError`` ``formula_broken`` (params ``column`` from 1, ``detail``) for what
        is no condition, ``formula_name`` for a name that is not among ``names``.
        """
        if len(text) > LONGEST:
            raise StrategyError("formula_long", text=text[:40], limit=LONGEST)
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            column = getattr(error, "offset", 0) or len(text.strip()) + 1  # 0: it stops too early
            raise StrategyError("formula_broken", text=text, column=column) from error
        _check(tree, text, names)
        return cls(text.strip(), tree)

    def evaluate(self, values: Mapping[str, Value]) -> bool | None:
        """Whether the condition is true for ``values``; None when a missing value decides."""
        return _truth(self.tree, values)


def _check(node: ast.expr, text: str, names: Set[str]) -> None:
    """Refuse anything that is not of the language, at its column."""
    column = node.col_offset + 1
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                _check(part, text, names)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            _check(part, text, names)
        case ast.Compare(left=left, ops=ops, comparators=parts):
            if any(type(each) not in _COMPARISONS for each in ops):
                raise StrategyError("formula_broken", text=text, column=column)
            for operand, compared in zip(parts, ops, strict=True):
                _check_operand(operand, text, names, group=isinstance(compared, ast.In | ast.NotIn))
            _check_operand(left, text, names, group=False)
        case ast.Name() | ast.Constant(value=bool()):
            _check_operand(node, text, names, group=False)
        case _:
            raise StrategyError("formula_broken", text=text, column=column)


def _check_operand(node: ast.expr, text: str, names: Set[str], *, group: bool) -> None:
    column = node.col_offset + 1
    match node:
        case ast.Name(id=name):
            if name not in names:
                known = ", ".join(sorted(names))
                raise StrategyError(
                    "formula_name", text=text, name=name, column=column, known=known
                )
        case ast.Constant(value=bool() | int() | float() | str()):
            if group:
                raise StrategyError("formula_broken", text=text, column=column)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) if group:
            if not all(isinstance(part, ast.Constant) for part in parts):
                raise StrategyError("formula_broken", text=text, column=column)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            pass
        case _:
            raise StrategyError("formula_broken", text=text, column=column)


def _truth(node: ast.expr, values: Mapping[str, Value]) -> bool | None:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return _all([_truth(part, values) for part in parts])
        case ast.BoolOp(values=parts):
            return _not(_all([_not(_truth(part, values)) for part in parts]))
        case ast.UnaryOp(operand=part):
            return _not(_truth(part, values))
        case ast.Compare(left=left, ops=ops, comparators=parts):
            chain = [left, *parts]
            return _all(
                [
                    _compared(_value(one, values), compared, _value(other, values))
                    for one, compared, other in zip(chain, ops, parts, strict=False)
                ]
            )
        case _:
            value = _value(node, values)
            return None if value is None else bool(value)


def _all(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _not(found: bool | None, /) -> bool | None:  # noqa: FBT001  # a logical operator
    return None if found is None else not found


def _compared(one: Value, compared: ast.cmpop, other: Value) -> bool | None:
    if one is None or other is None:
        return None
    try:
        return bool(_COMPARISONS[type(compared)](one, other))
    except TypeError:
        return None  # a word against a number: nothing can be said


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    match node:
        case ast.Name(id=name):
            return values.get(name)
        case ast.Constant(value=value):
            return value  # type: ignore[return-value]  # checked when the formula was read
        case ast.UnaryOp(operand=ast.Constant(value=value)):
            return -value  # type: ignore[operator,return-value]
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return frozenset(part.value for part in parts if isinstance(part, ast.Constant))  # type: ignore[misc]
        case _:
            return None
