"""What the page of an entity and the words of a sheet are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.charts import Line
from jalons.foundation.design.components import Cell, Column, Table
from jalons.twin.engine.entities import Doc
from jalons.twin.engine.ethics import Sheet
from jalons.twin.engine.instants import micros
from jalons.twin.store.units import symbol

from . import opening, queries, words
from .saying import AUDIENCES, BASES, amount, moment, short

MOST_ATTRIBUTES = 25
ORIGINS = ("source", "dataProvider", "owner", "refDevice", "providedBy", "license")


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An entity ready for its page; ``chart`` and ``history`` tell the same numbers."""

    doc: Doc
    title: str
    types: str
    value: str
    last: str
    attributes: Table
    choices: tuple[tuple[str, str, bool], ...]
    chart: Line | None
    history: Table | None
    origins: tuple[tuple[str, str], ...]
    sheets: tuple[tuple[str, str], ...]


def entity(
    authority: Authority, doc: Doc, *, audience: str, asked: str, now: datetime
) -> EntityPage:
    """The page of an entity; ``asked`` is the short name of the attribute drawn."""
    numbers = list(dict.fromkeys(iri for iri, _each in queries.measured(doc)))
    chosen = next((iri for iri in numbers if short(iri) == asked), numbers[0] if numbers else None)
    chart = history = None
    if chosen is not None:
        held = queries.days(authority, doc["id"], chosen, audience=audience, now=now)
        if held:
            unit = next(e.get("unitCode", "") for i, e in queries.measured(doc) if i == chosen)
            called = words.attribute(doc["type"], chosen)
            chart, history = _drawn(str(called), symbol(unit), held)
    kept = opening.sheets().of(opening.tenant_of(authority))
    return EntityPage(
        doc=doc,
        title=queries.title(doc),
        types=", ".join(kept[i].name if i in kept else words.kind(i).label for i in doc["type"]),
        value=queries.main_value(doc),
        last=moment(queries.last_seen(doc)),
        attributes=_attributes(doc),
        choices=tuple(
            (words.attribute(doc["type"], iri).label, f"?attr={short(iri)}", iri == chosen)
            for iri in numbers[:12]
        ),
        chart=chart,
        history=history,
        origins=_origins(doc),
        sheets=tuple(
            (kept[iri].name if iri in kept else words.kind(iri).label, queries.key_of(iri))
            for iri in doc["type"]
        ),
    )


def _drawn(name: str, unit: str, held: list[queries.DayValues]) -> tuple[Line, Table]:
    points = tuple((str(date_format(each.day, "j b")), each.values) for each in held)
    title = _("%(name)s by day") % {"name": name}
    explained = _("For each day the mean, from the least to the most observed.")
    chart = Line(title, points, unit, description=explained, days=tuple(e.day for e in held))
    rows = tuple(
        (
            str(date_format(each.day, "DATE_FORMAT")),
            amount(each.values.low),
            amount(each.values.mid),
            amount(each.values.high),
            str(each.count),
        )
        for each in held
    )
    columns = (
        Column(_("Day")),
        Column(_("Least"), numeric=True),
        Column(_("Mean"), numeric=True),
        Column(_("Most"), numeric=True),
        Column(_("Observations"), numeric=True),
    )
    return chart, Table(f"{title} ({unit})" if unit else title, columns, rows)


def _attributes(doc: Doc) -> Table:
    rows = []
    for iri, each in list(queries.instances(doc))[:MOST_ATTRIBUTES]:
        seen = each.get("observedAt")
        origin = ", ".join(
            str(inner["value"])
            for sub, found in each.get("subs", {}).items()
            if short(sub) in ORIGINS
            for inner in found
        )
        when = moment(micros(seen)) if seen else "–"
        rows.append(
            (
                Cell(str(words.attribute(doc["type"], iri))),
                amount(each["value"], each.get("unitCode", "")),
                when,
                origin or "–",
            )
        )
    columns = (
        Column(_("Attribute")),
        Column(_("Last value"), numeric=True),
        Column(_("Observed")),
        Column(_("Source")),
    )
    return Table(_("What is known of it"), columns, tuple(rows))


def _origins(doc: Doc) -> tuple[tuple[str, str], ...]:
    found = [(_("Identifier"), str(doc["id"]))]
    found += [
        (words.attribute(doc["type"], iri).label, str(each["value"])[:200])
        for iri, each in queries.instances(doc)
        if short(iri) in ORIGINS
    ]
    found.append((_("First received"), moment(micros(doc["createdAt"]))))
    found.append((_("Last changed"), moment(micros(doc["modifiedAt"]))))
    return tuple(found)


def in_words(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """What a sheet says, as facts a citizen reads."""
    kept = ngettext("%(days)s day", "%(days)s days", sheet.retention_days)
    personal = _("Yes") if sheet.personal else _("No")
    return (
        (_("What for"), sheet.purpose or "–"),
        (_("Who answers for it"), sheet.owner or "–"),
        (_("Kept"), kept % {"days": sheet.retention_days} if sheet.retention_days else "–"),
        (_("Does it tell something of a person?"), personal),
        (_("Legal basis"), str(BASES.get(sheet.legal_basis, "–"))),
        (_("Who may see the data"), str(AUDIENCES[sheet.audience])),
    )
