"""What an address names: an inventory or its assessment, or 404."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.problems import ApiError
from jalons.foundation.design.lookups import or_404


def find(authority: Authority, pk: UUID) -> InventoryFile:
    return get_object_or_404(queries.inventories(authority), pk=pk)


def find_assessed(authority: Authority, pk: UUID) -> AssessedInventory:
    """The latest assessment of an inventory, or 404."""
    return or_404(queries.latest_assessment(find(authority, pk)))


def assessed_or_unready(call: AuthorityCall, pk: UUID) -> AssessedInventory:
    """The latest assessment of an inventory; ``not_ready`` before there is one."""
    assessed = queries.latest_assessment(find(call.authority, pk))
    if assessed is None:
        raise ApiError("not_ready")
    return assessed


def page_of(assessed: AssessedInventory, name: str, *more: str) -> str:
    """The address of a page of an inventory."""
    return reverse(name, args=[assessed.authority.slug, assessed.inventory_id, *more])
