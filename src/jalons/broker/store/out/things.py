"""The sets of SensorThings, read from a store a little at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.out import things
from jalons.broker.engine.out.odata import SetOptions, member, sort_key
from jalons.broker.engine.out.things import JOIN, LINKS, SET_OF
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.query.leaves import OBSERVED
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import Compare, Either, Has, conjunction, path
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.units import unit_words

from .export import Reads, pages
from .offered_types import Offered

MOST_READ = 100_000


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a set: its id, its body, and the entity and attribute it is about (or none)."""

    set: str
    id: str
    body: Mapping[str, Any]
    doc: Doc | None = None
    iri: str = ""


class ThingSets:
    """Every set and every link between them, for what one caller may read."""

    def __init__(self, reads: Reads, kinds: Mapping[str, Offered]) -> None:
        self._reads = reads
        self._kinds = kinds
        self._by_iri = {kind.kind.iri: kind for kind in kinds.values()}

    def every(self, name: str) -> Iterator[Item]:
        """The members of a set, in a lasting order; raises ``Problem`` for an unknown one."""
        if name not in LINKS:
            raise Problem("ResourceNotFound", f"there is no set {name!r}")
        if name == "ObservedProperties":
            yield from (item for item in self._properties() if self._is_observed(item))
            return
        for docs in pages(EntityQuery(), self._reads):
            for doc in docs:
                yield from self._of(name, doc)

    def one(self, name: str, identifier: str) -> Item:
        """The member of a set with an id; raises ``Problem`` when there is none."""
        found: Iterator[Item] = iter(())
        if name == "ObservedProperties":
            mine = (item for item in self._properties() if item.id == identifier)
            found = (item for item in mine if self._is_observed(item))
        elif name in LINKS:
            entity, *rest = identifier.split(JOIN)
            doc = self._doc(entity)
            if doc is not None and name == "Observations" and len(rest) == 2:
                found = self._observations(doc, rest[0], stamp=rest[1])
            elif doc is not None and name != "Observations":
                found = self._of(name, doc)
        item = next((item for item in found if item.id == identifier), None)
        if item is None:
            raise Problem("ResourceNotFound", f"{name}('{identifier}') is not known here")
        return item

    def _doc(self, identifier: str) -> Doc | None:
        docs = self._reads.query(EntityQuery(ids=(identifier,), limit=1)).docs
        return docs[0] if docs else None

    def linked(self, item: Item, name: str) -> Iterator[Item]:
        """What a member leads to; raises ``Problem`` when it leads to no such thing."""
        if name not in LINKS[item.set]:
            raise bad(f"{item.set} lead to {', '.join(LINKS[item.set])}, not to {name!r}")
        target = SET_OF.get(name, name)
        if item.doc is None:
            return self._streams_of(item)
        if target == "ObservedProperties":
            mine = f"{self._kind(item.doc).name}{JOIN}{self._column(item.doc, item.iri)}"
            return (each for each in self._properties() if each.id == mine)
        if item.iri and target == "Observations":
            return self._observations(item.doc, self._column(item.doc, item.iri))
        if item.iri and target == "Datastreams":
            return (each for each in self._of(target, item.doc) if each.iri == item.iri)
        return self._of(target, item.doc)

    def _streams_of(self, item: Item) -> Iterator[Item]:
        """The Datastreams of an ObservedProperty."""
        for docs in pages(self._observing(item), self._reads):
            for doc in docs:
                yield from (each for each in self._of("Datastreams", doc) if each.iri == item.iri)

    def _observing(self, item: Item) -> EntityQuery:
        """The entities that observe a property: by a number, or by a value with its date."""
        kind = self._kinds[item.id.partition(JOIN)[0]]
        number = Compare(path(item.iri), ">=", (-sys.float_info.max,))
        observes = Either((number, Has(path(item.iri, OBSERVED))))
        return EntityQuery(where=conjunction(kind.wanted(), observes))

    def _is_observed(self, item: Item) -> bool:
        """Whether a property has a Datastream; one that would be too long to look for has."""
        try:
            return bool(self._reads.query(replace(self._observing(item), limit=1)).docs)
        except Problem as problem:
            if problem.kind != "TooComplexQuery":
                raise
            return True

    def _kind(self, doc: Doc) -> Offered:
        found = next((self._by_iri[iri] for iri in doc["type"] if iri in self._by_iri), None)
        if found is None:
            raise Problem("ResourceNotFound", f"{doc['id']} is not known here")
        return found

    def _column(self, doc: Doc, iri: str) -> str:
        return self._kind(doc).columns.names.get(iri, iri)

    def _properties(self) -> Iterator[Item]:
        for kind in self._kinds.values():
            known = kind.model.attributes if kind.model is not None else {}
            for name, iri in kind.columns.iris.items():
                if set(kind.kind.attrs[iri]) == {"Property"}:
                    body = things.observed_property(iri, name, known.get(iri))
                    yield Item("ObservedProperties", f"{kind.name}{JOIN}{name}", body, None, iri)

    def _of(self, name: str, doc: Doc) -> Iterator[Item]:
        """The members of a set an entity gives."""
        kind = self._kind(doc)
        if name == "Datastreams":
            for iri, instances in doc["attrs"].items():
                if things.observes(instances):
                    column = self._column(doc, iri)
                    known = kind.model.attributes.get(iri) if kind.model is not None else None
                    unit = unit_words(things.unit_code(doc, iri, known))
                    label = things.called(column, known)
                    body = things.datastream(doc, iri, label, title=kind.title, unit=unit)
                    yield Item(name, f"{doc['id']}{JOIN}{column}", body, doc, iri)
            return
        if name == "Observations":
            for iri, instances in doc["attrs"].items():
                if things.observes(instances):
                    yield from self._observations(doc, self._column(doc, iri))
            return
        made: dict[str, Callable[[], Mapping[str, Any] | None]] = {
            "Things": lambda: things.thing(doc, kind.title, kind.columns, kind.context),
            "Locations": lambda: things.location(doc),
            "HistoricalLocations": lambda: things.historical_location(doc),
            "Sensors": lambda: things.sensor(doc, kind.columns, kind.context),
            "FeaturesOfInterest": lambda: things.feature_of_interest(doc),
        }
        made_body = made[name]()
        if made_body is not None:
            yield Item(name, doc["id"], made_body, doc)

    def _observations(self, doc: Doc, column: str, *, stamp: str = "") -> Iterator[Item]:
        kind = self._kind(doc)
        iri = kind.columns.iris.get(column)
        if iri is None or (stamp and not stamp.isdecimal()):
            return
        start = int(stamp) if stamp else None
        query = HistoryQuery(
            entities=(doc["id"],),
            attrs=(iri,),
            start=start,
            end=None if start is None else start + 1,
        )
        for series in self._reads.history(query):
            for row in series.rows:
                if series.dataset is None and row.deleted is None:
                    body = things.observation(row, kind.context)
                    name = JOIN.join((doc["id"], column, str(row.stamp)))
                    yield Item("Observations", name, body, doc, iri)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a set: its items, how many in all on request, whether there are more."""

    items: list[Item]
    total: int | None
    more: bool


def page(items: Iterator[Item], options: SetOptions) -> Found:
    """The page of a set that options ask for.

    Raises ``Problem`` (TooManyResults) when an order or a count needs more than is looked at.
    """
    test = options.test
    matching = (item for item in items if test is None or test(shown(item)))
    last = options.skip + options.top
    if not options.order and not options.count:
        part = list(islice(matching, options.skip, last + 1))
        return Found(part[: options.top], None, len(part) > options.top)
    every = list(islice(matching, MOST_READ + 1))
    if len(every) > MOST_READ:
        raise Problem("TooManyResults", f"more than {MOST_READ}: narrow it by a $filter")
    for name, descending in reversed(options.order):
        every.sort(key=lambda item: sort_key(shown(item), name), reverse=descending)
    total = len(every) if options.count else None
    return Found(every[options.skip : last], total, len(every) > last)


def shown(item: Item) -> dict[str, Any]:
    """The body of an item with its id, as filters and orders see it."""
    return {"@iot.id": item.id, **item.body}


def value(item: Item, name: str) -> Any:
    """One member of an item; raises ``Problem`` when it has no such member."""
    found = shown(item)
    if name.partition("/")[0] not in found and name != "id":
        raise Problem("ResourceNotFound", f"{item.set} have no {name!r}")
    return member(found, name)
