"""The selection of types and of scopes, read into a tree.

Source: ETSI GS CIM 009 V1.9.1, clauses 4.17 (types) and 4.19 (scopes).
"""

from __future__ import annotations

import re

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.problems import Problem, bad

from .tree import SCOPE, TYPE, All, Compare, Either, Has, Node, path

_TOKEN = re.compile(r"[();|,]|[^();|,\s]+")
MAX_TOKENS = 200
MAX_NAMES = 500


def types(text: str, context: Context) -> Node | None:
    """The tree of ``A,B`` or ``(A;B)|C``; None for ``*``, which is every type."""
    if text == "*":
        return None
    return _expression(text, lambda name: Compare(TYPE, "==", (context.expand(name),)), "type")


def scopes(text: str) -> Node:
    """The tree of ``/Rennes/#,/Vitré/+/Parc``.

    ``+`` is one level, ``#`` the place and all below it.
    """
    return _expression(text, _scope, "scopeQ")


def attributes(names: list[str], context: Context) -> Node:
    """Entities with one of these attributes at least; raises ``Problem`` for too many of them."""
    if len(names) > MAX_NAMES:
        raise Problem("TooComplexQuery", f"more than {MAX_NAMES} attributes in one query")
    parts: tuple[Node, ...] = tuple(Has(path(context.expand(name))) for name in names)
    return parts[0] if len(parts) == 1 else Either(parts)


def _scope(text: str) -> Node:
    text = text if text.startswith("/") else f"/{text}"
    deep = text.endswith("/#")
    base = text[:-2] if deep else text
    if "#" in base:
        raise bad(f"scopeQ: # stands at the end of a scope only ({text!r})")
    if "+" in base.split("/"):
        steps = ["[^/]+" if step == "+" else re.escape(step) for step in base.split("/")]
        return Compare(SCOPE, "~=", (f"^{'/'.join(steps)}{'(/.*)?' if deep else ''}$",))
    if not deep:
        return Compare(SCOPE, "==", (base,))
    if not base:
        return Has(SCOPE)
    return Either((Compare(SCOPE, "==", (base,)), Compare(SCOPE, "starts", (f"{base}/",))))


def _expression(text: str, leaf: object, what: str) -> Node:
    tokens = _TOKEN.findall(text)
    if not tokens or len(tokens) > MAX_TOKENS or "".join(tokens) != text:
        raise bad(f"{what}: {text[:200]!r} is not a selection such as A,B or (A;B)|C")
    node, left = _any(tokens, leaf, what, 0)
    if left:
        raise bad(f"{what}: {left[0]!r} was not expected in {text!r}")
    return node


def _any(tokens: list[str], leaf: object, what: str, nesting: int) -> tuple[Node, list[str]]:
    if nesting > 16:
        raise Problem("TooComplexQuery", f"{what} has too many parentheses")
    node, tokens = _all(tokens, leaf, what, nesting)
    parts = [node]
    while tokens and tokens[0] in "|,":
        node, tokens = _all(tokens[1:], leaf, what, nesting)
        parts.append(node)
    return (parts[0] if len(parts) == 1 else Either(tuple(parts))), tokens


def _all(tokens: list[str], leaf: object, what: str, nesting: int) -> tuple[Node, list[str]]:
    node, tokens = _one(tokens, leaf, what, nesting)
    parts = [node]
    while tokens and tokens[0] == ";":
        node, tokens = _one(tokens[1:], leaf, what, nesting)
        parts.append(node)
    return (parts[0] if len(parts) == 1 else All(tuple(parts))), tokens


def _one(tokens: list[str], leaf: object, what: str, nesting: int) -> tuple[Node, list[str]]:
    if not tokens or tokens[0] in ";|,)":
        raise bad(f"{what}: a name is missing")
    if tokens[0] != "(":
        assert callable(leaf)  # noqa: S101
        return leaf(tokens[0]), tokens[1:]
    node, tokens = _any(tokens[1:], leaf, what, nesting + 1)
    if not tokens or tokens[0] != ")":
        raise bad(f"{what}: a parenthesis is not closed")
    return node, tokens[1:]
