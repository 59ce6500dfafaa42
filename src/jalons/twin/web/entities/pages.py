"""The page of an entity: words, tables and a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import micros
from jalons.broker.engine.models import POINTING
from jalons.broker.engine.temporal.request import Points
from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.units import symbol
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.curve import Curve
from jalons.foundation.design.page_language import lang, number_words
from jalons.twin.engine.today import DAY
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, moment, short
from jalons.twin.web.observations import histories, queries
from jalons.twin.web.observations.histories import PERIODS, STEP_WORDS, WORDS, Line, Window
from jalons.twin.web.overview import today, wording
from jalons.twin.web.overview.pages import level_cell
from jalons.twin.web.overview.today import FamilyLine
from jalons.twin.web.policies.wording import in_words
from jalons.wording import colon

from .queries import Where, entities_like, links, where_of

MOST_ATTRIBUTES = 40
MOST_CHOICES = 16
MOST_MEASURED = 12
ROWS = 24
ORIGINS = ("source", "dataProvider", "owner", "refDevice", "providedBy", "license")


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes what the page shows; the present one is ``current``."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class History:
    """The observations of one attribute: curve and table, or the changes of a state."""

    name: str
    unit: str
    window: Window
    lines: tuple[Line, ...]
    drawn: Curve | None
    table: Table | None
    page: Page[Any]
    is_state: bool = False

    @property
    def rows(self) -> list[list[Any]]:
        """Rows for a file: begin, least, mean, most, count; or instant and state."""
        if self.is_state:
            return [
                [histories.local(stamp).isoformat(), value]
                for stamp, value in self.page.paginator.object_list
            ]
        return [
            [line.start.isoformat(), s.low, s.mean, s.high, s.count]
            if (s := line.spread) is not None
            else [line.start.isoformat(), "", "", "", 0]
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The history of a page with the links that change what it shows."""

    history: History
    attributes: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    datasets: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    dates: tuple[str, str]
    step: str
    csv: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A number an entity observes: last value, when, mean of 24 hours, level; as a sentence."""

    name: str
    value: str
    seen: str
    mean: str
    cell: Cell
    sentence: str


@dataclass(frozen=True, slots=True)
class EntityPage:
    """The content of the page of an entity; ``drawing`` is None without any history."""

    doc: Doc
    title: str
    types: str
    value: str
    last: str
    level: str
    silent_since: int | None
    measured: tuple[Measured, ...]
    drawing: Drawing | None
    where: Where | None
    policies: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    known: Table
    more_known: int
    linked: tuple[tuple[str, str, str], ...]
    origins: tuple[tuple[str, str], ...]
    named_types: tuple[tuple[str, str], ...]
    id: str
    names: tuple[tuple[str, str], ...]  # of attributes, in words and as sensors send them
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the page draws: an attribute of an entity and one of its datasets, over a window."""

    doc: Doc
    attr: str
    dataset: str | None
    series: list[histories.Observed]
    window: Window
    number: str

    @property
    def parameters(self) -> dict[str, str]:
        shown = self.window
        dates = {"du": shown.start.date().isoformat(), "au": shown.last_day.isoformat()}
        period = dates if shown.key == "dates" else {"periode": shown.key}
        return {"attr": short(self.attr), "serie": self.dataset or ""} | period


def entity(
    authority: Authority,
    doc: Doc,
    *,
    reads: RedactedReads,
    requested: Mapping[str, str],
    now: datetime,
) -> EntityPage:
    """The page of an entity; ``requested`` names an attribute, a period and a dataset."""
    tenant = twin_store.tenant_of(authority)
    drawable = _drawable(doc)
    drawn = _drawn(doc, drawable, histories.window(requested, now=now), requested, reads, tenant)
    beside = entities_like(reads, tenant, doc)
    before, after = beside.beside(doc["id"]) if beside is not None else ("", "")
    policies = twin_store.policies().of(tenant)
    named = [(words.type_name(iri, policies), queries.key_of(iri)) for iri in doc["type"]]
    known = list(queries.instances(doc))
    linked = [
        (words.attribute(doc["type"], each.attribute).label, each.id, each.title)
        for each in links(reads, tenant, doc)
    ]
    lines = today.of_sensor(authority, reads, doc, now=now)
    measured = tuple(_measured(doc, line) for line in lines)
    return EntityPage(
        doc=doc,
        title=queries.title(doc),
        types=", ".join(name for name, _key in named),
        value=measured[0].value if measured else queries.main_value(doc),
        last=measured[0].seen if measured else moment(queries.last_seen(doc)),
        level=next((each.sentence for each in measured if each.sentence), ""),
        silent_since=_silent_since(doc, lines, now),
        measured=measured[:MOST_MEASURED],
        where=where_of(authority, reads, doc),
        policies=tuple(
            (policies[iri].name, in_words(policies[iri])) for iri in doc["type"] if iri in policies
        ),
        drawing=_drawing(drawn, drawable) if drawn is not None else None,
        known=_known(doc, known[:MOST_ATTRIBUTES]),
        more_known=max(0, len(known) - MOST_ATTRIBUTES),
        linked=tuple(linked),
        origins=_origins(doc),
        named_types=tuple(named),
        id=doc["id"],
        names=tuple(
            (word.label, word.name)
            for word in (words.attribute(doc["type"], iri) for iri, _each in known)
            if word.label != word.name
        )[:MOST_ATTRIBUTES],
        before=before,
        after=after,
    )


def _measured(doc: Doc, line: FamilyLine) -> Measured:
    shown = queries.plain(doc, line.attribute)
    absurd = line.today.state == "absurd"
    value = amount(shown["value"], shown.get("unitCode", ""))
    level, last = wording.level_words(line), line.today.last
    said = f"{wording.measure(line)}{colon(lang())}{wording.value(line)}, {level}."
    return Measured(
        str(words.attribute(doc["type"], line.attribute)),
        _("an impossible value") if absurd else value,
        f"{moment(last)} ({wording.ago(last, line.at)})" if last is not None else "–",
        wording.value(line) if line.today.averaged else "–",
        level_cell(line),
        said[:1].upper() + said[1:] if level else "",
    )


def _silent_since(doc: Doc, lines: Sequence[FamilyLine], now: datetime) -> int | None:
    """The last instant of what an entity observes no more for a day; None while it speaks."""
    if lines:
        lasts = (line.today.last for line in lines if line.today.state == "old")
        return min((last for last in lasts if last is not None), default=None)
    last = queries.last_seen(doc)
    return last if last is not None and last < micros_of(now) - DAY else None


def _drawn(  # noqa: PLR0913, PLR0917 - what a page asks, and where to read it
    doc: Doc,
    drawable: list[str],
    shown: Window,
    requested: Mapping[str, str],
    reads: RedactedReads,
    tenant: str,
) -> _Drawn | None:
    """What is drawn, None when there is no history."""
    if not drawable:
        return None
    chosen = next((iri for iri in drawable if short(iri) == requested.get("attr")), drawable[0])
    series = histories.summed(reads, tenant, [doc["id"]], [chosen], shown)
    every = _sets(doc, chosen, series)
    dataset = requested.get("serie") or None
    dataset = dataset if dataset in every else every[0]
    return _Drawn(doc, chosen, dataset, series, shown, requested.get("page", "1"))


def _drawing(drawn: _Drawn, drawable: list[str]) -> Drawing:
    parameters, shown, types = drawn.parameters, drawn.window, drawn.doc["type"]
    every = _sets(drawn.doc, drawn.attr, drawn.series)
    return Drawing(
        history=_history(drawn),
        attributes=tuple(
            Choice(
                words.attribute(types, iri).label,
                link(parameters, attr=short(iri), serie=""),
                iri == drawn.attr,
            )
            for iri in drawable[:MOST_CHOICES]
        ),
        periods=tuple(
            Choice(str(WORDS[key]), link(parameters, periode=key, du="", au=""), key == shown.key)
            for key in PERIODS
        ),
        datasets=tuple(
            Choice(
                short(name) if name else _("without a name"),
                link(parameters, serie=name or ""),
                name == drawn.dataset,
            )
            for name in (every[:MOST_CHOICES] if len(every) > 1 else [])
        ),
        hidden=tuple((name, parameters[name]) for name in ("attr", "serie") if parameters[name]),
        dates=(shown.start.date().isoformat(), shown.last_day.isoformat()),
        step=str(STEP_WORDS[shown.step]),
        csv=link(parameters, format="csv"),
    )


def _drawable(doc: Doc) -> list[str]:
    """The attributes with a history worth a page: numbers first, then dated states."""
    numbers = [iri for iri, _each in queries.measured(doc)]
    states = [
        iri
        for iri, each in queries.instances(doc)
        if "observedAt" in each and isinstance(each["value"], str | bool)
    ]
    return list(dict.fromkeys([*numbers, *states]))


def link(parameters: Mapping[str, str], **changed: str) -> str:
    """The address of the page with some of its parameters changed."""
    filled = {name: value for name, value in {**parameters, **changed}.items() if value}
    return "?" + urlencode(filled)


def _sets(doc: Doc, chosen: str, series: Sequence[histories.Observed]) -> list[str | None]:
    """The datasets of an attribute, the unnamed one first."""
    instances = doc["attrs"][chosen]
    every = [*(each.get("datasetId") for each in instances), *(points.dataset for points in series)]
    return sorted(dict.fromkeys(every), key=lambda name: name or "")


def _history(drawn: _Drawn) -> History:
    mine = [points for points in drawn.series if points.dataset == drawn.dataset]
    called = str(words.attribute(drawn.doc["type"], drawn.attr))
    instances = drawn.doc["attrs"][drawn.attr]
    instance = next(
        (each for each in instances if each.get("datasetId") == drawn.dataset), instances[0]
    )
    unit, shown = symbol(instance.get("unitCode", "")), drawn.window
    if mine and all(map(histories.is_state, mine)):
        states = [points for points in mine if isinstance(points, Points)]
        changed = [change for points in states for change in histories.changes(points)]
        changes: Page[Any] = Paginator(changed, ROWS).get_page(drawn.number)
        listed = _states(called, changes)
        return History(called, unit, shown, (), None, listed, changes, is_state=True)
    lines = histories.lines(mine, shown)
    curve = histories.curve(called, unit, lines, shown)
    limit = words.daily_limit(drawn.doc["type"][0], drawn.attr, instance.get("unitCode", ""))
    if curve is not None and limit is not None and shown.step in ("hour", "day"):
        curve = replace(curve, limit=limit)
    page: Page[Any] = Paginator(lines[::-1], ROWS).get_page(drawn.number)
    alone = shown.step == "raw" and all(line.spread and line.spread.count == 1 for line in lines)
    table = _lines(called, unit, page, alone=alone) if curve else None
    return History(called, unit, shown, tuple(lines), curve, table, page)


def _states(called: str, page: Page[Any]) -> Table:
    rows = tuple((moment(stamp), amount(value)) for stamp, value in page)
    return Table(called, (Column(_("Since")), Column(_("State"))), rows)


def _lines(called: str, unit: str, page: Page[Any], *, alone: bool) -> Table:
    title = f"{called} ({unit})" if unit else called
    if alone:
        each = tuple((line.label, amount(line.spread.mean)) for line in page)
        return Table(title, (Column(_("Observed")), Column(_("Value"), numeric=True)), each)
    rows = tuple(
        (
            line.label,
            amount(line.spread.low) if line.spread else "–",
            amount(line.spread.mean) if line.spread else "–",
            amount(line.spread.high) if line.spread else "–",
            number_words(line.spread.count if line.spread else 0),
        )
        for line in page
    )
    columns = (
        Column(_("Period")),
        Column(_("Least"), numeric=True),
        Column(_("Mean"), numeric=True),
        Column(_("Most"), numeric=True),
        Column(_("Observations"), numeric=True),
    )
    return Table(title, columns, rows)


def _known(doc: Doc, known: Sequence[tuple[str, Any]]) -> Table:
    rows = []
    for iri, each in known:
        seen = each.get("observedAt")
        origin = ", ".join(
            str(inner["value"])
            for sub, found in each.get("subs", {}).items()
            if short(sub) in ORIGINS
            for inner in found
        )
        value = _("a link, below") if each["type"] in POINTING else each["value"]
        called = str(words.attribute(doc["type"], iri))
        if "datasetId" in each:
            called = f"{called}, {short(each['datasetId'])}"
        when = moment(micros(seen)) if seen else "–"
        rows.append((called, amount(value, each.get("unitCode", "")), when, origin or "–"))
    columns = (
        Column(_("Attribute")),
        Column(_("Last value"), numeric=True),
        Column(_("Observed")),
        Column(_("Source")),
    )
    return Table(_("What is known of it"), columns, tuple(rows))


def _origins(doc: Doc) -> tuple[tuple[str, str], ...]:
    found = [
        (words.attribute(doc["type"], iri).label, str(each["value"])[:200])
        for iri, each in queries.instances(doc)
        if short(iri) in ORIGINS
    ]
    found.append((_("First received"), moment(micros(doc["createdAt"]))))
    found.append((_("Last changed"), moment(micros(doc["modifiedAt"]))))
    return tuple(found)
