"""BoaviztAPI (AGPL-3.0) is a peer to be compared with: in an environment of its own, never here."""

import ast

from architecture.source import PACKAGE, REPOSITORY, modules, name, nodes

PEER = "boaviztapi"


def imports(path):
    for node in nodes(path, (ast.Import, ast.ImportFrom)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        else:
            yield from (alias.name for alias in node.names)


def test_no_module_of_the_product_imports_the_peer_or_the_adapter_to_it():
    guilty = [
        name(path)
        for path in modules()
        for imported in imports(path)
        if imported.split(".")[0] == PEER or "oracle" in imported.split(".")
    ]
    assert guilty == []


def test_the_peer_is_installed_by_the_requirements_of_the_oracle_alone():
    needing = {
        path.name
        for path in (REPOSITORY / "requirements").iterdir()
        if f"{PEER}==" in path.read_text(encoding="utf-8")
    }
    assert needing == {"oracle_footprint.in", "oracle_footprint.txt"}
    assert PEER not in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")


def test_no_table_of_the_product_is_a_file_of_the_peer():
    theirs = {"factors.yml", "cpu_specs.csv", "gpu_specs.csv", "user_terminal.csv", "server.csv"}
    assert [name(path) for path in PACKAGE.rglob("*") if path.name in theirs] == []
