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
from jalons.foundation.accounts.models import Authority


def own_files(authority: Authority) -> QuerySet[OwnFactorFile]:
    """The files of factors of an authority that were not deleted, the latest first."""
    return OwnFactorFile.objects.of(authority).filter(deleted_at=None)


def usable_files(authority: Authority) -> list[OwnFactorFile]:
    """The files an inventory may be computed with: read, and not deleted."""
    return list(own_files(authority).filter(state=OwnFactorFile.State.CHECKED))


def overlay(file: OwnFactorFile, *, makers: bool = False) -> OwnFactors:
    """The factors of a file over the product's. Raises ``FootprintError`` for an unreadable one."""
    base = pack_with_makers() if makers else load_pack()
    with file.file.open("rb") as stream:
        data = read_tables([(file.name, stream.read())])
    terms = LicenceTerms(file.licence, shown=file.shown)
    return with_own_factors(base, data, items=file.items, terms=terms)


def pack_with(file: OwnFactorFile | None, *, makers: bool) -> Pack:
    """The factors of the product, under those of a file; ``makers``: with what makers declare."""
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
