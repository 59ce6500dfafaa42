"""What the list of a type and the page of an entity read, under the policies of the authority."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.utils.translation import ngettext

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.models import POINTING
from jalons.broker.engine.names import last_word, same
from jalons.broker.engine.policies.policy import middle
from jalons.broker.engine.query.geo import LOCATION, distance
from jalons.broker.engine.query.request import EntityQuery, Order
from jalons.broker.engine.query.tree import TYPE, Compare, Either, Has, Not, conjunction
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.contexts import core
from jalons.broker.store.out.export import Export, Reads, exported
from jalons.broker.store.out.offered_types import offered
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.port import TypeCount
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import number_words
from jalons.foundation.places.names import is_inside
from jalons.tabular.matching import pattern_of, words_of
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations import queries
from jalons.twin.web.town_map import maps

PER_PAGE = 25
MOST_FOUND = 1_000  # of a search, by name and by identifier
MOST_BESIDE = 2_000  # entities among which the one before and the one after are looked for
MOST_LINKS = 40
MOST_COLUMNS = 3
BY_ID = "id"
MOST_PLACES = 100  # of a history
NEAR = 25  # metres: as far as a position wanders by itself
ZOOM = 16


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list requests: words searched for, column it is sorted by, page."""

    words: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> ListQuery:
        number = parameters.get("page", "1")
        page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
        return cls(
            parameters.get("mots", "").strip()[:100], parameters.get("sort", "")[:200], max(1, page)
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the entities of a type; ``capped`` when the search found more than the limit."""

    kind: TypeCount
    columns: tuple[str, ...]
    docs: tuple[Doc, ...]
    total: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entity another one points to: by which attribute, its id, its name when it is readable."""

    attribute: str
    id: str
    title: str = ""


@dataclass(slots=True)
class TypeEntities:
    """The entities of one type as one audience may read them."""

    reads: RedactedReads
    tenant: str
    kind: TypeCount
    _of_type: Compare = field(init=False)

    def __post_init__(self) -> None:
        self._of_type = Compare(TYPE, "==", (self.kind.iri,))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the list: the numbers most of the first entities have."""
        page = self.reads.query(self.tenant, EntityQuery(where=self._of_type, limit=PER_PAGE))
        counts: dict[str, int] = {}
        for doc in page.docs:
            for iri in dict.fromkeys(iri for iri, _each in queries.measured(doc)):
                counts[iri] = counts.get(iri, 0) + 1
        found = sorted(counts, key=lambda iri: (-counts[iri], iri))
        return tuple(found[:MOST_COLUMNS])

    @property
    def names(self) -> tuple[str, ...]:
        return names_of([self.kind])

    def page(self, requested: ListQuery) -> Listed:
        query, capped = self.query(requested)
        columns = self.columns
        if query is None:
            return Listed(self.kind, columns, (), 0)
        query = replace(query, limit=PER_PAGE, counted=True)
        offset = (requested.page - 1) * PER_PAGE
        found = self.reads.query(self.tenant, replace(query, offset=offset))
        if not found.docs and found.total:  # beyond the last page
            offset = (found.total - 1) // PER_PAGE * PER_PAGE
            found = self.reads.query(self.tenant, replace(query, offset=offset))
        return Listed(self.kind, columns, tuple(found.docs), found.total or 0, capped)

    def query(self, requested: ListQuery) -> tuple[EntityQuery | None, bool]:
        """The query of a list, None when a search finds nothing; whether the search was capped."""
        query = EntityQuery(where=self._of_type, order=self._order(requested.sort))
        if not words_of(requested.words):
            return query, False
        ids, capped = self._search(requested.words)
        return (replace(query, ids=tuple(ids)) if ids else None), capped

    def _order(self, sort: str) -> tuple[Order, ...]:
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        by_name = tuple(Order(iri, descending) for iri in self.names[:1])
        last = Order("@id")
        if name == BY_ID:
            return (Order("@id", descending),)
        known = next((iri for iri in self.kind.attrs if same(name, iri)), None) if name else None
        if known is not None and name != "name":
            return (Order(known, descending), last)
        return (*by_name, last)

    def _search(self, words: str) -> tuple[list[str], bool]:
        """The ids of the entities whose name or id has some words, accents and case ignored."""
        searches = by_words([self.kind], words_of(words))
        pages = [
            self.reads.query(
                self.tenant,
                replace(search, where=conjunction(self._of_type, search.where), limit=MOST_FOUND),
            )
            for search in searches
        ]
        ids = dict.fromkeys(str(doc["id"]) for page in pages for doc in page.docs)
        return list(ids), any(page.more for page in pages)

    def beside(self, identifier: str) -> tuple[str, str]:
        """The ids of the entities before and after one, in the order of ids; empty for none.

        Both are empty in a type with more than 2,000 entities.
        """
        if self.kind.entities > MOST_BESIDE:
            return "", ""
        ids: list[str] = []
        more = True
        while more and len(ids) < MOST_BESIDE:
            query = EntityQuery(
                where=self._of_type, order=(Order("@id"),), limit=1_000, offset=len(ids)
            )
            page = self.reads.query(self.tenant, query)
            ids += [str(doc["id"]) for doc in page.docs]
            more = page.more and bool(page.docs)
        if identifier not in ids:
            return "", ""
        place = ids.index(identifier)
        return (ids[place - 1] if place else ""), (ids[place + 1] if place + 1 < len(ids) else "")

    def export(self, requested: ListQuery) -> Iterator[bytes]:
        query, _capped = self.query(requested)
        kind = next(iter(offered([self.kind], lambda _address: core()).values()))
        policy = twin_store.policies().of(self.tenant).get(self.kind.iri)
        wanted = Export(
            kind,
            query or EntityQuery(where=conjunction(self._of_type, Has("@nothing"))),
            separator=";",
            source=policy.owner if policy is not None else "",
        )
        reads = Reads(
            query=partial(self.reads.query, self.tenant),
            history=partial(self.reads.history, self.tenant),
        )
        return exported(wanted, reads)


def names_of(kinds: Iterable[TypeCount]) -> tuple[str, ...]:
    every = (iri for kind in kinds for iri in kind.attrs if last_word(iri) == "name")
    return tuple(dict.fromkeys(every))


def by_words(kinds: Sequence[TypeCount], words: Sequence[str]) -> tuple[EntityQuery, ...]:
    """The queries of entities with some folded words in their name, else in their id.

    No entity answers two of them. In an identifier, words match as typed.
    """
    patterns = [pattern_of(word) for word in words]
    names = names_of(kinds)
    named = conjunction(
        *(Either(tuple(Compare(iri, "~=", (each,)) for iri in names)) for each in patterns if names)
    )
    ids = EntityQuery(id_pattern=".*".join(patterns), where=Not(named) if named else None)
    return (EntityQuery(where=named), ids) if named else (ids,)


def named(
    reads: RedactedReads, tenant: str, kinds: Sequence[TypeCount], words: Sequence[str], limit: int
) -> tuple[list[Doc], int]:
    """The first entities of any type with some folded words, and how many there are."""
    pages = [
        reads.query(tenant, replace(each, limit=limit, counted=True))
        for each in (by_words(kinds, words) if kinds else ())
    ]
    docs = [doc for page in pages for doc in page.docs]
    return docs[:limit], sum(page.total or 0 for page in pages)


def entities_of_type(
    authority: Authority, key: str, *, audience: str, user: Any
) -> TypeEntities | None:
    """The entities of a type named in an address; None when this audience sees none."""
    reads, tenant = queries.reads(audience=audience, user=user), twin_store.tenant_of(authority)
    found = next((k for k in reads.types(tenant) if queries.key_of(k.iri) == key), None)
    return TypeEntities(reads, tenant, found) if found is not None else None


def entities_like(reads: RedactedReads, tenant: str, doc: Doc) -> TypeEntities | None:
    """The entities of the first type of an entity."""
    found = next((kind for kind in reads.types(tenant) if kind.iri == doc["type"][0]), None)
    return TypeEntities(reads, tenant, found) if found is not None else None


def links(reads: RedactedReads, tenant: str, doc: Doc) -> list[Link]:
    """The entities an entity points to; with names for those this audience may read."""
    found = [
        (iri, str(target))
        for iri, each in queries.instances(doc)
        if each["type"] in POINTING
        for target in _targets(each["value"])
    ][:MOST_LINKS]
    there = reads.read(tenant, [target for _iri, target in found]) if found else {}
    return [
        Link(iri, target, queries.title(there[target]) if target in there else "")
        for iri, target in found
    ]


def _targets(value: Any) -> Sequence[Any]:
    if isinstance(value, list):
        return [each.get("object", each) if isinstance(each, dict) else each for each in value]
    return [value]


@dataclass(frozen=True, slots=True)
class Where:
    """A place: its commune when the outlines say so, its window of the map, its last move."""

    commune: str
    longitude: float
    latitude: float
    window: str
    moved: str


def where_of(authority: Authority, reads: RedactedReads, doc: Doc) -> Where | None:
    """Where an entity is; None when it sends no place."""
    place = queries.position(doc)
    if place is None:
        return None
    areas = maps.outline(authority)
    commune = next((area.label for area in areas if is_inside(area.rings, place)), "")
    window = f"?x={place[0]}&y={place[1]}&z={ZOOM}"
    return Where(commune, *place, window, _moved(twin_store.tenant_of(authority), reads, doc))


def _moved(tenant: str, reads: RedactedReads, doc: Doc) -> str:
    """The last move of an entity further than its position wanders, in words."""
    query = HistoryQuery((doc["id"],), attrs=(LOCATION,), time="stamp", last=MOST_PLACES)
    moves: list[tuple[int, float]] = []
    before = None
    for series in reads.points(tenant, query):
        for stamp, shape in zip(series.stamps, series.values, strict=True):
            place = middle(shape) if isinstance(shape, dict) and "coordinates" in shape else None
            if place is None:
                continue
            now = {"type": "Point", "coordinates": list(place)}
            far = distance(before, now) if before is not None else 0.0
            moves += [(stamp, far)] if far > NEAR else []
            before = now if before is None or far > NEAR else before
    if not moves:
        return ""
    return ngettext(
        "It moved on %(when)s, by about %(metres)s m: what it measured before was elsewhere.",
        "It moved %(count)s times, the last on %(when)s by about %(metres)s m: what it measured"
        " before was elsewhere.",
        len(moves),
    ) % {
        "count": len(moves), "when": moment(moves[-1][0]),
        "metres": number_words(round(moves[-1][1], -1)),
    }  # fmt: skip
