"""Records are written by one door: nothing else creates, updates or deletes their rows."""

import ast
import dataclasses
import re

from architecture.source import modules, name
from jalons.foundation.register.declaration import Register, registers

MOST_FIELDS = 12  # of what a room declares of a register
WRITES = {"create", "bulk_create", "create_all", "bulk_update", "update", "delete", "get_or_create"}


def written_beside():
    """The modules that write rows of a record through its manager, and how many times."""
    models = {
        model.__name__
        for register in registers()
        for model in (register.model, *(part.model for part in register.parts))
    }
    pattern = re.compile(rf"\b({'|'.join(sorted(models))})\.(objects|unscoped)\b")
    found = {}
    for path in modules():
        where = name(path).removeprefix("src/jalons/")
        if "/migrations/" in where or where.startswith("foundation/register/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            act = getattr(getattr(node, "func", None), "attr", "")
            if act in WRITES and pattern.search(ast.unparse(node.func.value)):
                found.setdefault(where, []).append(act)
    return found


def test_records_are_written_by_the_writer_alone():
    assert written_beside() == {}


def test_a_register_is_declared_in_few_words():
    fields = dataclasses.fields(Register)
    assert len(fields) <= MOST_FIELDS
    assert not [each.name for each in fields if each.type == "bool"]
