"""The catalogue of clauses: read from its files and checked, in the order of its families."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from string import Formatter
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from jalons.kernel.tables import package_table
from jalons.procurement.engine.errors import ProcurementError

Family = Literal["need", "lifetime", "repairability", "refurbished", "energy", "substances",
                 "delivery", "return", "software", "openness", "hosting", "ai", "social",
                 "execution"]  # fmt: skip
Kind = Literal["specification", "criterion", "execution", "management", "proof"]
Difficulty = Literal["easy", "medium", "ambitious"]
Control = Literal["bid", "delivery", "month", "yearly", "end"]
FAMILIES, KINDS, DIFFICULTIES = map(get_args, (Family, Kind, Difficulty))
Words = Annotated[str, Meta(pattern=r"\S")]


class Titled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has a title in French and in English."""

    fr: Words
    en: Words

    def title(self, lang: str) -> str:
        """The title in ``fr`` or ``en``."""
        return self.fr if lang == "fr" else self.en


class LegalReference(Titled, frozen=True, kw_only=True):
    """A text of law or a framework; ``verified`` is false until somebody read it, ``opened``."""

    verified: bool
    opened: date | None = None


class ClauseParameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value a person confirms; ``proposed`` is a cautious one, None when there is none."""

    name: str
    label: Words
    proposed: float | str | None = None
    text: bool = False


class Clause(Titled, frozen=True, kw_only=True):
    """A clause ready to paste; its text is in French, with ``{name}`` where a parameter stands.

    It is checked when ``control`` says: ``month`` is ``months`` after the notification.
    ``environmental``: it counts for the duty of article 35. ``goes_with``, ``excludes``: others.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$")]
    version: Words
    family: Family
    summary: Words
    need: Words
    kind: Kind
    text: Words
    references: Annotated[tuple[LegalReference, ...], Meta(min_length=1)]
    proof: Words
    equivalents: Words
    control: Control
    months: Annotated[int, Meta(ge=1)] = 12
    difficulty: Difficulty
    markets: Annotated[frozenset[str], Meta(min_length=1)]
    environmental: bool
    goes_with: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    parameters: tuple[ClauseParameter, ...] = ()


def _table(name: str) -> Mapping[str, Any]:
    return package_table("jalons.procurement", f"clauses/{name}")


def markets() -> tuple[str, ...]:
    """The codes of the kinds of contracts."""
    return tuple(_table("references")["groups"]["all"])


@cache
def catalogue() -> Mapping[str, Clause]:
    """The clauses of this version by identifier, in order."""
    return read({name: _table(name) for name in FAMILIES}, _table("references"))


def chosen(ids: Collection[str]) -> tuple[Clause, ...]:
    """The clauses of ``ids`` in the order of the catalogue, those it no longer has left out."""
    return tuple(each for each in catalogue().values() if each.id in ids)


def read(families: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Clause]:
    """The clauses of the tables of families, with the references and markets of ``common``.

    Raises ``ProcurementError`` (``clause_invalid``), which names the clause and the reason.
    """
    found: dict[str, Clause] = {}
    rows = [{"family": name, "environmental": table.get("environmental", True), **row}
            for name, table in families.items() for row in table["clause"]]  # fmt: skip
    ids = [row.get("id") for row in rows]
    for row in rows:
        try:
            found[row["id"]] = _clause(row, common, ids)
        except (KeyError, ValueError) as error:
            raise ProcurementError("clause_invalid", clause=row.get("id"), why=error) from error
    return found


def _clause(row: Mapping[str, Any], common: Mapping[str, Any], ids: list[Any]) -> Clause:
    """A clause of those of ``ids``, with its references, markets and parameters in full."""
    groups = common["groups"]
    found = msgspec.convert({
        **row,
        "references": [common["references"][each] for each in row["references"]],
        "markets": [code for name in row["markets"] for code in groups.get(name, (name,))],
        "parameters": [{"name": name, **of} for name, of in row.get("parameters", {}).items()],
    }, Clause)  # fmt: skip
    placed = {name for _text, name, _spec, _conversion in Formatter().parse(found.text) if name}
    odd = {*found.goes_with, *found.excludes} - set(ids)
    odd |= found.markets - set(groups["all"]) | placed ^ {each.name for each in found.parameters}
    if odd or ids.count(found.id) > 1:
        raise ValueError(min(odd, default=found.id))
    return found
