"""The product's own source, as the architecture tests look at it."""

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "src" / "jalons"


@cache
def modules() -> tuple[Path, ...]:
    """Every Python module of the product, migrations left out: Django writes them."""
    return tuple(sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    with _without_collector():
        return ast.parse(path.read_text(encoding="utf-8"))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Trees are large and stay: the garbage collector would read them again and again."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@cache
def _nodes_by_type(path: Path) -> dict[type[ast.AST], list[ast.AST]]:
    found: dict[type[ast.AST], list[ast.AST]] = {}
    with _without_collector():
        for node in ast.walk(tree(path)):
            found.setdefault(type(node), []).append(node)
    return found


def nodes[T: ast.AST](path: Path, kind: type[T] | tuple[type[T], ...]) -> Iterator[T]:
    """The nodes of these types, in the order of the file for each type."""
    for each in kind if isinstance(kind, tuple) else (kind,):
        yield from _nodes_by_type(path).get(each, ())


def lines(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]
