"""The entries of the room by footing.

``opened`` (the source was opened on a known day and confirms the entry), ``own`` (written by
Jalons, nothing to open) and ``unopened``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Source
from jalons.strategy.engine.catalogue import Catalogue, Indicator, LegalBasis, Manifesto
from jalons.strategy.engine.diagnosis.referential import Referential
from jalons.strategy.engine.sources.publishers import Publisher, PublisherKind, publisher_of
from jalons.strategy.engine.statutory.decree import Decree


class Footing(StrEnum):
    """What an entry rests on."""

    OPENED = "opened"
    OWN = "own"
    UNOPENED = "unopened"


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many entries of a kind have each footing."""

    kind: str
    opened: int
    own: int
    unopened: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.opened + self.own + self.unopened


def source_count(kind: str, footings: Iterable[Footing]) -> SourceCount:
    """The count of the footings of a kind of entry."""
    counter = Counter(footings)
    return SourceCount(
        kind,
        opened=counter[Footing.OPENED],
        own=counter[Footing.OWN],
        unopened=counter[Footing.UNOPENED],
    )


def footing_of(*, verified: bool) -> Footing:
    """The footing of an entry marked verified or not."""
    return Footing.OPENED if verified else Footing.UNOPENED


def source_counts(
    catalogue: Catalogue, manifesto: Manifesto, decree: Decree, referential: Referential
) -> tuple[SourceCount, ...]:
    """The count of each kind of entry, then of the numbers of each framework of the crosswalks."""
    sheets = tuple(catalogue.indicators.values())
    examples = [example for action in referential.actions for example in action.examples]
    bases = [each.legal_basis for each in referential.actions if each.legal_basis]
    numbers = [each for question in referential.questions() for each in question.crosswalks]
    return (
        source_count("indicators", map(_sheet, sheets)),
        source_count("indicator_sources", (_source(sheet.source) for sheet in sheets)),
        source_count("indicator_laws", _laws(sheets)),
        source_count(
            "manifesto_contents",
            (footing_of(verified=each.verified) for each in manifesto.contents()),
        ),
        source_count("decree_items", (footing_of(verified=each.verified) for each in decree.items)),
        source_count("action_laws", (footing_of(verified=each.verified) for each in bases)),
        source_count("action_examples", (footing_of(verified=each.verified) for each in examples)),
        *(
            source_count(
                f"numbers_{name}",
                (footing_of(verified=each.verified) for each in numbers if each.framework == name),
            )
            for name in referential.frameworks
        ),
    )


def _source(source: Source) -> Footing:
    if not source.verified:
        return Footing.UNOPENED
    return Footing.OPENED if source.opened else Footing.OWN


def _sheet(sheet: Indicator) -> Footing:
    return _source(sheet.source) if sheet.verified else Footing.UNOPENED


def _laws(sheets: Iterable[Indicator]) -> Iterator[Footing]:
    return (footing_of(verified=each.legal_basis.verified) for each in sheets if each.legal_basis)


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that quotes a publisher: by a link, or by its name; a text of law has neither."""

    link: str
    publisher: str
    footing: Footing


def citations(
    catalogue: Catalogue, manifesto: Manifesto, decree: Decree, referential: Referential
) -> Iterator[Citation]:
    """Every citation of the room: sources, legal bases, examples, contents of the manifesto."""
    for sheet in catalogue.indicators.values():
        yield _cited(sheet.source)
        if sheet.legal_basis:
            yield _law(sheet.legal_basis)
    for action in referential.actions:
        if action.legal_basis:
            yield _law(action.legal_basis)
        yield from (_cited(example.source) for example in action.examples)
    yield from (_cited(row.source) for row in manifesto.contents())
    yield _cited(decree.source)


def publisher_counts(
    cited: Iterable[Citation], publishers: Iterable[Publisher]
) -> tuple[SourceCount, ...]:
    """The count of citations by kind of publisher; a text cited by its number alone is of law."""
    known = tuple(publishers)
    found: dict[PublisherKind, list[Footing]] = {kind: [] for kind in PublisherKind}
    for each in cited:
        who = publisher_of(known, link=each.link, name=each.publisher)
        if who or not each.link:
            found[who.kind if who else PublisherKind.LAW].append(each.footing)
    return tuple(source_count(f"publisher_{kind}", rows) for kind, rows in found.items() if rows)


def _cited(source: Source) -> Citation:
    return Citation(source.link, source.publisher, _source(source))


def _law(basis: LegalBasis) -> Citation:
    return Citation(basis.link, "", footing_of(verified=basis.verified))
