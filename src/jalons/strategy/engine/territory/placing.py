"""Turns the figures of a file into what is known of one territory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jalons.kernel import Interval
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.files import ReadFile
from jalons.strategy.engine.territory.known import Known, KnownName

ENOUGH = 0.95  # share of residents a file must cover to count the whole country
_COUNTED = (KnownName.HOUSEHOLDS, KnownName.FIRMS)  # what may allocate national figures
_NEVER_ZERO = (KnownName.HOUSEHOLDS, KnownName.PREMISES)  # where somebody lives: 0 is unknown
_SIREN = 9  # the length of the code of an EPCI
_DISTRICTS = {
    "75056": tuple(f"751{n:02}" for n in range(1, 21)),
    "69123": tuple(f"6938{n}" for n in range(1, 10)),
    "13055": tuple(f"132{n:02}" for n in range(1, 17)),
}


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today: its residents, unknown as None, and the codes it had."""

    code: str
    residents: float | None
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A territory: its own code, the communes that make it up, and all those of France."""

    code: str
    communes: Collection[str]
    france: Mapping[str, Commune]
    residents: float  # of France


def place_figures(
    read: ReadFile, place: Surroundings, *, source: str, file: str
) -> tuple[Known, ...]:
    """The figures of the territory: its own row when the file has it, else the sum of its communes.

    A median is never summed. Raises ``StrategyError``: ``territory_file_elsewhere`` when the file
    says nothing of the territory, ``territory_file_median`` when it would have to be added up,
    ``territory_cell`` for a cell that is no number.
    """
    found = []
    for column in read.columns:
        known = _of_row(read, place, column.name) or _of_communes(read, place, column.name)
        if known:
            value, missing, codes = known
            found.append(
                Known(
                    column.name, Interval.exact(value), column.as_of, source,
                    france=_of_france(read, place, column.name), missing=missing,
                    inferred=bool(read.padded & codes),
                )
            )  # fmt: skip
    if not found:
        medians = {column.name for column in read.columns} == {KnownName.INCOME}
        several = medians and len(place.communes) > 1
        code = "territory_file_median" if several else "territory_file_elsewhere"
        raise StrategyError(code, name=file)
    return tuple(found)


type _Found = tuple[float, int, frozenset[str]]


def _of_row(read: ReadFile, place: Surroundings, name: KnownName) -> _Found | None:
    if len(place.code) != _SIREN:  # the codes of other kinds are shared, or name a commune
        return None
    value = _cell(read, place.code, name)
    return None if value is None else (value, 0, frozenset({place.code}))


def _of_communes(read: ReadFile, place: Surroundings, name: KnownName) -> _Found | None:
    """The sum over the communes; those without a value are counted, empty ones apart."""
    if name is KnownName.INCOME and len(place.communes) != 1:
        return None
    total, missing, codes = 0.0, 0, set[str]()
    for code in place.communes:
        commune = place.france[code]
        value, used = _of_commune(read, commune, name)
        if value is None:
            missing += commune.residents != 0
        else:
            total += value
            codes |= used
    return (total, missing, frozenset(codes)) if codes else None


def _of_commune(
    read: ReadFile, commune: Commune, name: KnownName
) -> tuple[float | None, frozenset[str]]:
    """The value of a commune, with those it was made of; else that of its arrondissements."""
    parts = {commune.code, *commune.former} & read.values.keys()
    if name is KnownName.INCOME:
        parts &= {commune.code}
    elif not parts:
        parts = set(_DISTRICTS.get(commune.code, ())) & read.values.keys()
    values = [_cell(read, code, name) for code in sorted(parts)]
    known = [value for value in values if value is not None]
    if not known or len(known) != len(values):
        return None, frozenset()
    total = sum(known)
    if not total and commune.residents and name in _NEVER_ZERO:
        return None, frozenset()
    return total, frozenset(parts)


def _cell(read: ReadFile, code: str, name: KnownName) -> float | None:
    if fault := read.refused.get((code, name)):
        where, text = fault
        raise StrategyError(
            "territory_cell", where=where, row=where.row, column=where.column, value=text
        )
    return read.values.get(code, {}).get(name)


def _of_france(read: ReadFile, place: Surroundings, name: KnownName) -> float | None:
    """The count of the whole country, None when the file does not cover it.

    The part missing in the file is added in proportion to residents: at most one twentieth.
    """
    if name not in _COUNTED:
        return None
    total = covered = 0.0
    read = read.without_faults
    for commune in place.france.values():
        value, _parts = _of_commune(read, commune, name)
        if value is not None:
            total += value
            covered += commune.residents or 0
    if covered < ENOUGH * place.residents:
        return None
    return total * place.residents / covered
