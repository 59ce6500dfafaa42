"""The tests that `make check` leaves to `make test` because they are long: a list that shortens."""

import ast

from architecture.source import REPOSITORY

LISTED = [
    line
    for line in (REPOSITORY / "tests/long_tests.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
MOST = 77  # only ever lowered


def test_the_list_of_long_tests_only_gets_shorter():
    assert len(LISTED) <= MOST
    assert sorted(set(LISTED)) == LISTED


def test_every_long_test_of_the_list_exists():
    gone = []
    for line in LISTED:
        path, _, name = line.partition("::")
        file = REPOSITORY / path
        tree = ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module([], [])
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if name not in functions:
            gone.append(line)
    assert gone == []
