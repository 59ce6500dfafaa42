"""Every room declares what the reference page says, and every name leads somewhere."""

import inspect
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from jalons.foundation.rooms import declaration, rooms

PAGE = Path(__file__).parents[3] / "docs/reference/declarations.md"
ITEM = re.compile(r"^- `(\w+): [^`]+` — (?:`([^`]+)`: )?(.+)$", re.MULTILINE)
CLASSES = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def documented():
    """By class and item, the shape of what is named, and what the page says of it."""
    text = PAGE.read_text(encoding="utf-8")
    return {
        name: {item: (shape, use) for item, shape, use in ITEM.findall(part)}
        for name, part in CLASSES.findall(text)
    }


def declared(part):
    """The items of a declaration and of what it contains: class, item, value."""
    for field in fields(part):
        value = getattr(part, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                yield from declared(one)
            elif one:
                yield type(part).__name__, field.name, one


NAMED = [
    pytest.param(room, shape, value, id=f"{room.name}-{item}-{value}")
    for room in rooms()
    for of, item, value in declared(room)
    if (shape := documented().get(of, {}).get(item, ("", ""))[0]) and shape != "name"
]


def test_the_page_has_every_item_with_what_it_is_for():
    page = documented()
    for name, items in page.items():
        assert list(items) == [field.name for field in fields(getattr(declaration, name))], name
        assert all(use for _, use in items.values()), name
    classes = {name for name, kind in vars(declaration).items() if is_dataclass(kind)}
    assert set(page) == classes - {"Interval"}


@pytest.mark.django_db
@pytest.mark.parametrize(("room", "shape", "value"), NAMED)
def test_what_a_room_names_has_the_shape_the_page_says(room, shape, value):
    found = room.load(value)
    if "->" in shape:
        assert callable(found)
        wanted = [part.split(":")[0].strip() for part in shape[1 : shape.index(")")].split(",")]
        assert list(_parameters(found)) == [name for name in wanted if name not in {"", "*"}]
    elif shape == "module":
        assert inspect.ismodule(found)
    elif shape.startswith("tuple"):
        assert isinstance(found, tuple)
        assert found
    else:  # a contract is written by its own type checks
        assert found is not None


def _parameters(named):
    return inspect.signature(named).parameters
