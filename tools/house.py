"""The figures of the house: lines of Python by package, fullest folder, docstrings, replaced words.

``python tools/house.py``; migrations, which Django writes, are not counted.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import plain_words

PACKAGE = Path(__file__).parents[1] / "src/jalons"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def main() -> None:
    """Print the figures."""
    paths = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    lines: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    docstrings = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        lines[path.relative_to(PACKAGE).parts[0]] += len(text.splitlines())
        folders[path.parent.relative_to(PACKAGE).as_posix()] += 1
        nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, DOCUMENTED))
        docstrings += sum(ast.get_docstring(node) is not None for node in nodes)
    for package, count in lines.most_common():
        print(f"{count:8,}  {package}")
    print(f"{lines.total():8,}  lines in {len(paths):,} modules; {docstrings:,} docstrings")
    folder, count = folders.most_common(1)[0]
    print(f"{count:8}  modules in the fullest folder, {folder}")
    print(f"{sum(plain_words.counts().values()):8}  replaced words (tools/plain_words.py)")


if __name__ == "__main__":
    main()
