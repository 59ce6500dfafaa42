"""The size budget of the house. These numbers are only ever lowered."""

import ast
import statistics
from collections import Counter

from architecture.source import lines, modules, name, nodes

FUNCTION_P95, FUNCTION_HARD = 35, 60
MODULE_HARD = 500
CLASS_METHODS = 20
FOLDER_FILES = 15
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions():
    return [
        (f"{name(path)}:{node.name}", lines(node))
        for path in modules()
        for node in nodes(path, FUNCTIONS)
    ]


def test_no_function_is_too_long_to_read_at_once():
    assert [found for found in functions() if found[1] > FUNCTION_HARD] == []


def test_nearly_all_functions_fit_on_a_screen():
    lengths = [length for _, length in functions()]
    assert statistics.quantiles(lengths, n=20)[-1] <= FUNCTION_P95


def test_no_module_is_too_long():
    long = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > MODULE_HARD
    }
    assert long == {}


def test_no_folder_is_too_full_to_scan():
    files = Counter(name(path.parent) for path in modules())
    assert {folder: count for folder, count in files.items() if count > FOLDER_FILES} == {}


def test_no_class_does_everything():
    crowded = [
        f"{name(path)}:{node.name}"
        for path in modules()
        for node in nodes(path, ast.ClassDef)
        if sum(isinstance(part, FUNCTIONS) for part in node.body) > CLASS_METHODS
    ]
    assert crowded == []
