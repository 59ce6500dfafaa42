"""Habits of the house that no linter knows."""

import ast
import re
import subprocess
import tomllib
from functools import cache

import pytest

from architecture.source import PACKAGE, REPOSITORY, modules, name, nodes, tree
from jalons.site.rooms import INSTALLED_ROOMS

NAMELESS = {"utils", "helpers", "common", "misc", "base", "tools", "shared"}


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [REPOSITORY / file for file in listed.stdout.split("\0") if file]


def test_every_module_names_an_idea():
    assert [name(path) for path in modules() if path.stem in NAMELESS] == []
    assert [
        name(path) for path in PACKAGE.rglob("*") if path.is_dir() and path.name in NAMELESS
    ] == []


def test_models_are_never_fetched_by_name_across_rooms():
    fetched = [
        name(path)
        for path in modules()
        for node in nodes(path, ast.Attribute)
        if node.attr == "get_model"
    ]
    assert fetched == []


def test_site_names_no_room_but_where_they_are_installed():
    rooms = {f"jalons.{each}" for each in INSTALLED_ROOMS}
    site = PACKAGE / "site"
    named = [
        f"{name(path)}:{node.lineno} {module}"
        for path in modules()
        if path.is_relative_to(site)
        for node in nodes(path, (ast.ImportFrom, ast.Import))
        for module in (
            [getattr(node, "module", None) or ""]
            + [f"{getattr(node, 'module', '')}.{each.name}".lstrip(".") for each in node.names]
        )
        if ".".join(module.split(".")[:2]) in rooms
    ]
    assert named == []


def test_our_own_code_sends_itself_no_signals():
    signals = [
        name(path)
        for path in modules()
        for node in nodes(path, ast.ImportFrom)
        if node.module and node.module.startswith("django.dispatch")
    ]
    assert signals == []


def test_engines_keep_no_clock_and_open_no_file():
    impure = {"urlopen", "environ", "getenv", "now", "today", "read_text", "read_bytes"}
    found = [
        f"{name(path)}:{node.lineno} {node.attr}"
        for path in modules()
        if "engine" in path.parts
        for node in nodes(path, ast.Attribute)
        if node.attr in impure and isinstance(node.ctx, ast.Load)
    ]
    assert found == []


def raised_codes():
    """Every literal code given to an error class of ours, with the package its words are in."""
    packages = {"JalonsError": "jalons.kernel"}
    bases = {}
    for path in modules():
        for node in nodes(path, ast.ClassDef):
            bases[node.name] = [getattr(base, "id", "") for base in node.bases]
            for part in node.body:
                if isinstance(part, ast.Assign) and part.targets[0].id == "package":
                    packages[node.name] = part.value.value
    errors = {"JalonsError"}
    for _ in range(4):
        errors |= {cls for cls, parents in bases.items() if set(parents) & errors}

    def package_of(cls):
        return packages.get(cls) or package_of(next(b for b in bases[cls] if b in errors))

    for path in modules():
        for node in nodes(path, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in errors and node.args and isinstance(node.args[0], ast.Constant):
                yield package_of(called), node.args[0].value, name(path)


@cache
def messages_of(package):
    folder = PACKAGE.joinpath(*package.split(".")[1:])
    return tomllib.loads((folder / "data" / "messages.toml").read_text(encoding="utf-8"))


def test_every_error_has_its_sentence_in_both_languages():
    missing = []
    for package, code, where in raised_codes():
        entry = messages_of(package).get(code, {})
        if not entry.get("fr") or not entry.get("en"):
            missing.append((where, package, code))
    assert missing == []


def test_no_file_names_a_registry_or_this_machine():
    address = re.compile(
        rb'"resolved":\s*"http|index-url|registry\s*=\s*"?http|/(work|farm)/(main|steering)|/root/\.'
    )
    found = [
        name(path)
        for path in tracked_files()
        if path.is_file()
        and path != REPOSITORY / "tests/architecture/test_habits.py"
        and address.search(path.read_bytes())
        and b"--no-emit-index-url" not in path.read_bytes()
    ]
    assert found == []


def test_every_room_tells_its_purpose_nouns_and_doors():
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and (path / "engine").is_dir()]
    foundation = [
        path for path in (PACKAGE / "foundation").iterdir() if (path / "apps.py").exists()
    ]
    silent = [name(path) for path in rooms + foundation if not (path / "README.md").exists()]
    assert silent == []


def test_public_functions_of_engines_and_kernel_are_documented():
    silent = [
        f"{name(path)}:{node.name}"
        for path in modules()
        if "engine" in path.parts or "kernel" in path.parts
        for node in tree(path).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_french_data_is_set_with_narrow_spaces_before_high_signs():
    french = re.compile(r'\bfr\s*=\s*"((?:[^"\\]|\\.)*)"')
    loose = re.compile(r"[ \u00a0][;:?!»]|«[ \u00a0]")
    found = [
        f"{path.relative_to(REPOSITORY)}: {text}"
        for path in PACKAGE.rglob("*.toml")
        for text in french.findall(path.read_text(encoding="utf-8"))
        if loose.search(text)
    ]
    assert found == []
