"""The register of inventories: their trash, their undo, what follows a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Change
from jalons.foundation.register.raw import words_of


class InventoryForm(RecordForm[InventoryFile]):
    """The name of an inventory; what it counts beside the others has a page of its own."""

    class Meta:
        model = InventoryFile
        fields = ("name",)


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """Indicators leave with their inventory, come back with it, and follow what it counts."""
    from jalons.footprint.web.inventories.publication import (
        follow_change,  # it computes: loaded for a change only
    )

    for change in changes:
        follow_change(authority, change)


inventory_files = Register(
    InventoryFile,
    "footprint_inventory",
    InventoryForm,
    List("name", "created_at", "state", "covers", sort="-created_at"),
    delete=Role.CONTRIBUTOR,
    after=follow,
    templates="footprint/inventories",
)
_words = words_of(InventoryFile)
_own = {"columns": _("columns"), "entity": _("entity")}
declare({"inventory": replace(_words, names={**_words.names, **_own})})
