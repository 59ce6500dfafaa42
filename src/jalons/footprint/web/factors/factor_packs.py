"""The factors an inventory is computed with: the product's, the makers' and the authority's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from jalons.footprint.engine.factor_files.own_factors import OwnFactors, with_own_factors
from jalons.footprint.engine.factors.licences import LicenceTerms
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.numecoeval import read_tables
from jalons.footprint.store import load_pack, pack_with_makers
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.foundation.accounts.models import Authority


def own_files(authority: Authority) -> QuerySet[OwnFactorFile]:
    """The files of factors of an authority that were not deleted, the latest first."""
    return OwnFactorFile.objects.of(authority).filter(deleted_at=None)


def usable_files(authority: Authority) -> list[OwnFactorFile]:
    """The files an inventory may be computed with: read, and not deleted."""
    return list(own_files(authority).filter(state=OwnFactorFile.State.CHECKED))


def chosen_file(inventory: InventoryFile) -> OwnFactorFile | None:
    """The file of factors chosen for an inventory, if it is still there."""
    chosen = Choices.from_json(inventory.choices).own_factors
    found = own_files(inventory.authority).filter(state=OwnFactorFile.State.CHECKED)
    return found.filter(pk=chosen).first() if chosen else None


def pack_chosen(inventory: InventoryFile) -> Pack:
    """The factors the choices of an inventory ask for."""
    return _pack(chosen_file(inventory), makers=Choices.from_json(inventory.choices).makers)


def pack_of(assessed: AssessedInventory) -> Pack:
    """The factors an assessment was made with."""
    return _pack(assessed.own_factors, makers=assessed.makers)


def overlay(file: OwnFactorFile, *, makers: bool = False) -> OwnFactors:
    """The factors of a file over the product's. Raises ``FootprintError`` for an unreadable one."""
    base = pack_with_makers() if makers else load_pack()
    with file.file.open("rb") as stream:
        data = read_tables([(file.name, stream.read())])
    terms = LicenceTerms(file.licence, shown=file.shown)
    return with_own_factors(base, data, items=file.items, terms=terms)


def _pack(file: OwnFactorFile | None, *, makers: bool) -> Pack:
    if file is None:
        return _makers_pack() if makers else load_pack()
    return _own_pack(_Version(file, file.changed_at), makers=makers)


@lru_cache(maxsize=1)
def _makers_pack() -> Pack:
    return pack_with_makers()


@dataclass(frozen=True, slots=True)
class _Version:
    """A file of factors as a cache key: as it was last changed."""

    file: OwnFactorFile
    changed_at: datetime


@lru_cache(maxsize=4)
def _own_pack(version: _Version, *, makers: bool) -> Pack:
    return overlay(version.file, makers=makers).pack
