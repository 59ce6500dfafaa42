"""The docs list what exists, and nothing else."""

import ast
import re
import subprocess
import sys

from architecture.source import PACKAGE, REPOSITORY, modules, nodes

GLOSSARY = REPOSITORY / "docs" / "glossary.md"


def public_nouns():
    """Models, and public classes of the kernel and of the engines."""
    for path in modules():
        parts = path.relative_to(PACKAGE).parts
        is_model = path.stem in {"models", "scoping"}
        if is_model or parts[0] == "kernel" or "engine" in parts:
            for node in nodes(path, ast.ClassDef):
                enclosed = node.col_offset > 0
                if not enclosed and not node.name.startswith("_"):
                    yield node.name


def test_the_glossary_has_every_model_and_public_class():
    text = GLOSSARY.read_text(encoding="utf-8")
    absent = sorted(
        noun
        for noun in set(public_nouns())
        if not noun.endswith(("Error", "Manager", "Config")) and f"`{noun}`" not in text
    )
    assert absent == []


def test_the_glossary_speaks_only_of_what_exists():
    text = GLOSSARY.read_text(encoding="utf-8")
    named = set(re.findall(r"^\|[^|]*\|[^|]*\| `(\w+)`", text, re.MULTILINE))
    assert sorted(named - set(public_nouns())) == []


def test_decisions_have_unique_consecutive_numbers():
    numbers = sorted(int(path.name[:4]) for path in (REPOSITORY / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_generated_reference_is_up_to_date():
    done = subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_names_every_room():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in PACKAGE.glob("*/engine")]
    assert [room for room in rooms if f"`{room}`" not in readme] == []


def test_every_link_of_the_docs_leads_somewhere():
    broken = []
    pages = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *PACKAGE.rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            outside = "://" in target or target.startswith("mailto:")
            if not outside and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(REPOSITORY)} → {target}")
    assert broken == []
