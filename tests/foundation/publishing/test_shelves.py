"""Shelves of rooms never meet on one address, and each of them can be shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse

from jalons.foundation.publishing.declaration import distinct, shelf_named, shelves


@pytest.mark.parametrize(
    "changes",
    [{"kind": "tree"}, {"name": "trees"}, {"kind": "tree", "name": "changements"}],
    ids=["name", "kind", "page"],
)
def test_two_shelves_of_one_name_or_of_one_kind_are_refused(changes):
    first = shelves()[0]
    with pytest.raises(ValueError, match="two shelves of one"):
        distinct((*shelves(), replace(first, **changes)))


def test_shelves_that_differ_stand_in_the_order_of_their_rooms():
    more = replace(shelves()[0], kind="tree", name="trees")
    assert distinct((*shelves(), more)) == (*shelves(), more)
    assert shelf_named(more.name) is None


def test_each_shelf_has_its_template_and_the_pages_it_leads_to():
    for shelf in shelves():
        assert get_template(shelf.template)
        for name in filter(None, (shelf.reading.edit, *(page.name for page in shelf.related))):
            assert _leads(name), (shelf.name, name)


def _leads(name):
    """Whether an address has that name, within an authority and for an object or not."""
    for args in (["a"], ["a", "b"], ["a", "00000000-0000-0000-0000-000000000000"]):
        try:
            return bool(reverse(name, args=args))
        except NoReverseMatch:
            continue
    return False


def test_data_files_have_each_their_own_name():
    names = [name for shelf in shelves() for name in shelf.data]
    assert len(names) == len(set(names))
