"""What each column of a table is: known by its heading, or only proposed for a person to say.

What is inferred is not known: words found inside a heading, and a name spelt nearly so, are never
read before somebody confirmed them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from jalons.tabular.columns import ColumnKind, TextKind
from jalons.tabular.folding import fold, fold_heading
from jalons.tabular.vocabulary import Vocabulary, singulars

_SHORTEST_PART, _SHORTEST_NEAR = 3, 5  # letters, under which a likeness means nothing
_NEAR = 0.84
_APART = 0.05  # between the two nearest names, under which neither is the one


class Evidence(StrEnum):
    """What a proposal rests on, from the surest."""

    CHOSEN = "chosen"  # a person said so
    PRESET = "preset"  # the headings are those of a known tool
    HEADING = "heading"  # the whole heading is a known name
    AMBIGUOUS = "ambiguous"  # it is, of two columns or of two fields
    PART = "heading_part"  # a known name stands inside the heading
    NEAR = "near"  # the heading is spelt nearly as a known name


CERTAINTIES = {
    Evidence.CHOSEN: 1.0, Evidence.PRESET: 1.0, Evidence.HEADING: 0.9, Evidence.AMBIGUOUS: 0.5,
    Evidence.PART: 0.5, Evidence.NEAR: 0.4,
}  # fmt: skip
_KNOWN = frozenset({Evidence.CHOSEN, Evidence.PRESET, Evidence.HEADING})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value a table may have, by the ``name`` of its field.

    Its column is called as the field, by its ``label`` or by one of its ``synonyms``, the best
    first; ``kind`` reads its cells. A ``required`` one must have a column, and a cell on each row.
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: ColumnKind[Any] = field(default_factory=TextKind)

    @property
    def names(self) -> tuple[str, ...]:
        """What its column may be called, folded, the best first."""
        return tuple(dict.fromkeys((*self.words, *filter(None, [fold(self.name)]))))

    @property
    def words(self) -> tuple[str, ...]:
        """The same, without the name of the field in the program."""
        return tuple(dict.fromkeys(filter(None, map(fold, (self.label, *self.synonyms)))))


def has_signature(folded: AbstractSet[str], signature: Iterable[AbstractSet[str]]) -> bool:
    """Whether folded headings have one of each group of a signature."""
    return all(group & folded for group in signature)


@dataclass(frozen=True, slots=True)
class Preset:
    """How a known tool writes its tables: recognised by headings that only it has.

    ``signature``: groups of folded headings, one of each group must be there. ``columns``: by
    field, its possible folded headings, the best first.
    """

    key: str
    signature: tuple[frozenset[str], ...]
    columns: Mapping[str, tuple[str, ...]]

    def fits(self, folded: AbstractSet[str]) -> bool:
        """Whether folded headings have the whole signature."""
        return has_signature(folded, self.signature)

    def places(self, folded: Sequence[str]) -> dict[str, int]:
        """The column (from 0) of each field, from the folded headings of all columns."""
        at = {heading: column for column, heading in reversed(list(enumerate(folded)))}
        found = {
            name: next((at[heading] for heading in known if heading in at), None)
            for name, known in self.columns.items()
        }
        return {name: column for name, column in found.items() if column is not None}


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A field and the column (from 0) it may be in, with what that rests on."""

    field: str
    column: int
    heading: str
    evidence: Evidence

    @property
    def is_known(self) -> bool:
        """Whether it may be read before a person confirmed it."""
        return self.evidence in _KNOWN

    @property
    def certainty(self) -> float:
        """How sure it is, from 0 to 1: an order, not a probability."""
        return CERTAINTIES[self.evidence]


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """The columns proposed for a table, in their order, one per field at most.

    ``preset`` is the key of the tool whose export it is, "" without.
    """

    headings: tuple[str, ...]
    columns: tuple[ProposedColumn, ...]
    preset: str = ""

    @property
    def mapping(self) -> dict[str, int]:
        """The column of each field that is known: what may be read without asking."""
        return {column.field: column.column for column in self.columns if column.is_known}

    @property
    def to_confirm(self) -> tuple[ProposedColumn, ...]:
        """What a person should say before it is read."""
        return tuple(column for column in self.columns if not column.is_known)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings of columns that no known field reads."""
        read = set(self.mapping.values())
        return tuple(each for at, each in enumerate(self.headings) if each and at not in read)

    def missing(self, fields: Iterable[Wanted]) -> tuple[Wanted, ...]:
        """The required fields without a known column."""
        return tuple(each for each in fields if each.required and each.name not in self.mapping)

    def confirmed(self, chosen: Mapping[str, int | None]) -> MappingProposal:
        """The proposal once a person chose the column of these fields, or None for no column.

        What is said of a field replaces what was proposed; a column is read for one field only.
        Raises ``ValueError`` for a column that is not there, or chosen twice.
        """
        places = [at for at in chosen.values() if at is not None]
        if len(set(places)) < len(places) or any(not 0 <= at < len(self.headings) for at in places):
            raise ValueError(f"no such columns: {places}")
        own = tuple(
            ProposedColumn(name, at, self.headings[at], Evidence.CHOSEN)
            for name, at in chosen.items()
            if at is not None
        )
        rest = (e for e in self.columns if e.field not in chosen and e.column not in places)
        return replace(self, columns=_ordered((*own, *rest)))


def known_headings(fields: Iterable[Wanted]) -> Vocabulary:
    """What the headings of these fields mean, for ``headed_table``."""
    return Vocabulary({each.name: each.names for each in fields})


def propose(
    headings: Sequence[str], fields: Sequence[Wanted], *, presets: Iterable[Preset] = ()
) -> MappingProposal:
    """The column of each field by what the headings say, the surest first.

    >>> found = propose(["N°", "Qté", "Libelé"], [Wanted("name", "Libellé"),
    ...                 Wanted("quantity", "Quantité", ("qté",))])
    >>> found.mapping, [(each.field, each.column, each.evidence.value) for each in found.to_confirm]
    ({'quantity': 1}, [('name', 2, 'near')])
    """
    folded = [fold(heading) for heading in headings]
    preset = next((each for each in presets if each.fits(set(folded))), None)
    found: dict[str, ProposedColumn] = {}

    guesses = [
        *_of_preset(preset, folded, fields),
        *_whole(headings, fields),
        *_inside(headings, fields),
        *_near(folded, fields),
    ]
    for name, column, evidence in guesses:
        if name not in found and all(each.column != column for each in found.values()):
            found[name] = ProposedColumn(name, column, headings[column], evidence)
    return MappingProposal(tuple(headings), _ordered(found.values()), preset.key if preset else "")


type _Guess = tuple[str, int, Evidence]


def _of_preset(
    preset: Preset | None, folded: Sequence[str], fields: Sequence[Wanted]
) -> list[_Guess]:
    """The columns where a known tool writes the fields."""
    places = preset.places(folded) if preset else {}
    return [
        (each.name, places[each.name], Evidence.PRESET) for each in fields if each.name in places
    ]


def _whole(headings: Sequence[str], fields: Sequence[Wanted]) -> list[_Guess]:
    """The headings that are a name of a field, the best names first.

    The name of a field in the program counts when it is a word of no other field.
    """
    spoken = {stem for each in fields for stem in map(_stems, each.words)}
    called = {
        each.name: {*map(_stems, each.words), *({_stems(fold(each.name))} - spoken)}
        for each in fields
    }
    stems = [{_stems(fold(heading)), _stems(fold_heading(heading))} - {""} for heading in headings]
    owners = Counter(stem for names in called.values() for stem in names)
    found = []
    for each in fields:
        for rank, name in enumerate(dict.fromkeys(map(_stems, each.names))):
            if name not in called[each.name]:
                continue
            places = [column for column, written in enumerate(stems) if name in written]
            evidence = (
                Evidence.HEADING if owners[name] == 1 and len(places) == 1 else Evidence.AMBIGUOUS
            )
            found += [
                (evidence is Evidence.AMBIGUOUS, rank, (each.name, at, evidence)) for at in places
            ]
    return [guess for _doubt, _rank, guess in sorted(found, key=lambda each: each[:2])]


def _stems(folded: str) -> str:
    return " ".join(singulars(folded))


def _inside(headings: Sequence[str], fields: Sequence[Wanted]) -> list[_Guess]:
    """The headings with a name of a field among other words."""
    words = Vocabulary(
        {each.name: [name for name in each.names if len(name) >= _SHORTEST_PART] for each in fields}
    )
    found = ((words.inside(fold_heading(each)), at) for at, each in enumerate(headings))
    return [(name, at, Evidence.PART) for name, at in found if name]


def _near(folded: Sequence[str], fields: Sequence[Wanted]) -> list[_Guess]:
    """The headings spelt nearly as a name of a field, and as that of no other one."""
    found = []
    for at, heading in enumerate(folded):
        if len(heading) < _SHORTEST_NEAR:
            continue
        ranks = sorted(
            ((max((_likeness(heading, n) for n in each.names), default=0.0), each.name)
             for each in fields), reverse=True,
        )  # fmt: skip
        second = ranks[1][0] if len(ranks) > 1 else 0.0
        if ranks and ranks[0][0] >= max(_NEAR, second + _APART):
            found.append((ranks[0][1], at, Evidence.NEAR))
    return found


def _likeness(one: str, other: str) -> float:
    if len(other) < _SHORTEST_NEAR:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _ordered(columns: Iterable[ProposedColumn]) -> tuple[ProposedColumn, ...]:
    return tuple(sorted(columns, key=lambda each: each.column))
