"""The rows of the yearly declaration, and the checks that its official schema lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jalons.procurement.engine.agec.families import AgecFamily
from jalons.procurement.engine.agec.spending import CENT, FamilyAccount
from jalons.procurement.engine.siret import siret_problem

FIRST_YEAR = 2021  # article 58 binds since then
COLUMNS = (
    "annee", "siret", "raison_sociale", "type_produit_acquis", "montant_total",
    "montant_reemploi_et_reutilisation", "montant_produits_issus_don", "montant_produits_recycles",
    "commentaires",
)  # fmt: skip
_AMOUNTS = ("total", "reused", "gifts", "recycled")


class FindingLevel(StrEnum):
    """How bad a finding is: an error makes the declaration incoherent."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """A row: amounts in euros before tax, None where the file has no number; ``number`` from 1.

    ``family`` is the text of the file, one of the labels of the schema when it is right.
    """

    year: int | None
    siret: str
    name: str
    family: str
    total: Decimal | None
    reused: Decimal | None
    gifts: Decimal | None
    recycled: Decimal | None
    comment: str = ""
    number: int = 0

    def account(self, code: str) -> FamilyAccount | None:
        """Its amounts as an account, gifts out of the purchases; None when one is missing."""
        total, gifts, reused, recycled = self.total, self.gifts, self.reused, self.recycled
        if total is None or gifts is None or reused is None or recycled is None:
            return None
        return FamilyAccount(code, total - gifts, reused, recycled, gifts)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row (0: with the whole): a code of ``messages.toml``, its values."""

    level: FindingLevel
    code: str
    row: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def declared_rows(  # noqa: PLR0913  the buyer and the year, all named
    found: Mapping[str, FamilyAccount],
    families: Sequence[AgecFamily],
    *,
    year: int,
    siret: str,
    name: str,
    comments: Mapping[str, str] | None = None,
) -> tuple[DeclaredRow, ...]:
    """The rows of a year, in the order of the schema; families without any amount have none.

    The total has purchases and gifts: the schema calls both spending.
    """
    rows: list[DeclaredRow] = []
    for family in families:
        each = found.get(family.code)
        if each is None or not any((each.total, each.reused, each.recycled)):
            continue
        rows.append(
            DeclaredRow(
                year, siret, name, family.label, each.total.quantize(CENT),
                each.reused.quantize(CENT), each.gifts.quantize(CENT),
                each.recycled.quantize(CENT), (comments or {}).get(family.code, ""),
                len(rows) + 1,
            )
        )  # fmt: skip
    return tuple(rows)


def check(
    rows: Sequence[DeclaredRow], labels: Iterable[str], *, last_year: int
) -> tuple[Finding, ...]:
    """What is wrong with a declaration, row by row, then twice the same family.

    ``labels`` are the families of the schema, ``last_year`` the latest year that may be declared.
    """
    known = frozenset(labels)
    found = [finding for row in rows for finding in _row(row, known, last_year)]
    keys = Counter((row.year, row.siret, row.family) for row in rows)
    seen: set[tuple[int | None, str, str]] = set()
    for row in rows:
        key = (row.year, row.siret, row.family)
        if keys[key] > 1 and key in seen:
            found.append(
                Finding(FindingLevel.ERROR, "agec_check.twice", row.number, {"family": row.family})
            )
        seen.add(key)
    if not rows:
        found.append(Finding(FindingLevel.ERROR, "agec_check.no_row"))
    return tuple(sorted(found, key=lambda each: each.row))


def _row(row: DeclaredRow, known: frozenset[str], last_year: int) -> list[Finding]:
    found: list[tuple[FindingLevel, str, dict[str, Any]]] = []

    def add(code: str, level: FindingLevel = FindingLevel.ERROR, **facts: Any) -> None:
        found.append((level, f"agec_check.{code}", facts))

    if row.year is None or not FIRST_YEAR <= row.year <= last_year:
        add("year", year=str(row.year or "–"), first=str(FIRST_YEAR), last=str(last_year))
    if problem := siret_problem(row.siret):
        add(problem, siret=row.siret, count=len(row.siret))
    if not row.name.strip():
        add("name")
    if row.family not in known:
        add("family", family=row.family)
    amounts = [getattr(row, name) for name in _AMOUNTS]
    if any(each is None for each in amounts):
        add("amount_missing")
    elif any(each < 0 for each in amounts):
        add("negative")
    elif not any(amounts):
        add("all_zero", FindingLevel.WARNING)
    else:
        _shares(row, add)
    return [Finding(level, code, row.number, facts) for level, code, facts in found]


def _shares(row: DeclaredRow, add: Any) -> None:
    """The coherence of the amounts of a row that has them all."""
    total, reused, gifts, recycled = (getattr(row, name) for name in _AMOUNTS)
    over = reused + gifts > total
    if over:
        add("reuse_over_total", reused=reused, gifts=gifts, total=total)
    if recycled > total:
        add("recycled_over_total", recycled=recycled, total=total)
    elif not over and reused + gifts + recycled > total:
        add("shares_over_total", FindingLevel.WARNING, sum=reused + gifts + recycled, total=total)


@dataclass(frozen=True, slots=True)
class Difference:
    """A family whose declared amounts are not those of the accounts; None where it has no row."""

    family: str
    declared: DeclaredRow | None
    computed: DeclaredRow | None


def compared(
    declared: Iterable[DeclaredRow], computed: Iterable[DeclaredRow]
) -> tuple[Difference, ...]:
    """The families that differ between a filed declaration and the accounts."""
    before = {row.family: row for row in declared}
    after = {row.family: row for row in computed}

    def amounts(row: DeclaredRow | None) -> list[Decimal | None]:
        return [getattr(row, name, None) for name in _AMOUNTS]

    return tuple(
        Difference(family, before.get(family), after.get(family))
        for family in dict.fromkeys((*before, *after))
        if amounts(before.get(family)) != amounts(after.get(family))
    )
