"""The tables of the fleet pages: lines, effects of corrections, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons import wording
from jalons.footprint.engine.inventory.corrections import CorrectedField, CorrectionEffect
from jalons.footprint.web.fleet.actions import Clash
from jalons.footprint.web.fleet.queries import AT
from jalons.footprint.web.inventories.models import StoredCorrection
from jalons.footprint.web.labels import device_name, said_value
from jalons.footprint.words.figures import say
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import moment_words, short_day_words

MOST_SHOWN = 3  # previous values in a cell


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column that sorts: its link, and the order in force if any."""

    label: str
    url: str
    order: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as the page shows it; ``by_hand`` names the fields a person corrected."""

    at: str
    where: str
    written: str
    device: str
    quantity: str
    purchased: str
    status: str
    place: str
    outcome: str
    counted: bool
    by_hand: str


def headings(query: QueryDict, sort: str) -> list[Heading]:
    """The headings of the table of lines, each with the address that sorts by it."""
    columns = (
        ("row", _("Row"), False),
        ("label", _("As written"), False),
        ("device", _("Understood as"), False),
        ("quantity", _("Quantity"), True),
        ("purchased", _("Bought"), False),
        ("status", _("Status"), False),
        ("site", _("Place"), False),
        ("reason", _("Counted?"), False),
    )
    found = []
    for name, label, numeric in columns:
        sorted_by = query.copy()
        sorted_by.pop("page", None)
        sorted_by["sort"] = f"-{name}" if sort == name else name
        order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        found.append(Heading(label, f"?{sorted_by.urlencode()}", order, numeric))
    return found


def lines(page: Iterable[dict[str, Any]], lang: str) -> list[LineRow]:
    return [_line(each, lang) for each in page]


def _line(line: dict[str, Any], lang: str) -> LineRow:
    texts = (line["label"], line["type_text"], line["model"])
    reason, bought = line["reason"], line["purchased"]
    fields = [each for each in (line["corrected"] or "").split(",") if each]
    return LineRow(
        at=str(line[AT]),
        where=f"{line['sheet']} · {line['row']}" if line["sheet"] else str(line["row"]),
        written=" · ".join(dict.fromkeys(text for text in texts if text))[:90] or "—",
        device=device_name(line["device"], lang) if line["device"] else "",
        quantity=wording.format_number(line["quantity"], lang),
        purchased=short_day_words(bought) if isinstance(bought, date) else "",
        status=say(f"status.{line['status']}", lang, missing=""),
        place=" · ".join(text for text in (line["site"], line["entity"]) if text)[:60],
        outcome=say(f"reason.{reason}", lang, missing=reason) if reason else _("yes"),
        counted=not reason,
        by_hand=", ".join(field_name(field, lang) for field in fields),
    )


def field_name(field: str, lang: str) -> str:
    """The name of a field, in lower case."""
    return say(f"field.{field}", lang, missing=field).lower()


def effects(correction_effects: Sequence[CorrectionEffect], lang: str) -> Table:
    """The effect of each correction: values before, value after, lines."""
    columns = (
        Column(_("What")),
        Column(_("Before")),
        Column(_("After")),
        Column(_("Lines that change"), numeric=True),
    )
    rows = tuple(
        (
            say(f"field.{each.field.value}", lang),
            previous(each.field, each.before, each.changed, lang),
            said_value(each.field, each.value, lang),
            wording.format_number(each.changed, lang),
        )
        for each in correction_effects
    )
    return Table(_("What would change"), columns, rows)


def previous(field: str, before: Iterable[Sequence[Any]], changed: int, lang: str) -> str:
    """The values of lines before a correction, the most frequent first, with their number."""
    values = [(said_value(field, value, lang), count) for value, count in before]
    shown = [
        f"{text} ({wording.format_number(count, lang)})" for text, count in values[:MOST_SHOWN]
    ]
    left = changed - sum(count for _text, count in values[:MOST_SHOWN])
    if left > 0:
        shown.append(_("others (%s)") % wording.format_number(left, lang))
    return ", ".join(shown)


def clash_text(clash: Clash, lang: str) -> str:
    """A clash as a sentence: who, when, which value, how many lines."""
    count = clash.count
    facts = {
        "who": clash.who or _("Somebody"),
        "when": moment_words(clash.when),
        "field": field_name(clash.field, lang),
        "value": said_value(clash.field, clash.value, lang),
        "count": wording.format_number(count, lang),
    }
    if clash.undone:
        return (
            ngettext(
                "%(who)s took back, on %(when)s, “%(field)s: %(value)s” on %(count)s of these"
                " lines.",
                "%(who)s took back, on %(when)s, “%(field)s: %(value)s” on %(count)s of these"
                " lines.",
                count,
            )
            % facts
        )
    return (
        ngettext(
            "%(who)s said, on %(when)s, “%(field)s: %(value)s” of %(count)s of these lines.",
            "%(who)s said, on %(when)s, “%(field)s: %(value)s” of %(count)s of these lines.",
            count,
        )
        % facts
    )


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction as a row of the history."""

    pk: int
    when: str
    who: str
    field: str
    before: str
    after: str
    count: int
    undone: str


def history(page: Page[StoredCorrection], lang: str) -> list[CorrectionRow]:
    return [
        CorrectionRow(
            pk=each.pk,
            when=moment_words(each.made_at),
            who=each.made_by_label or _("a visitor"),
            field=say(f"field.{each.field}", lang),
            before=previous(each.field, each.before, each.changed, lang) or _("the same"),
            after=said_value(CorrectedField(each.field), each.value, lang),
            count=each.chosen,
            undone=_undone(each),
        )
        for each in page
    ]


def _undone(stored: StoredCorrection) -> str:
    if stored.undone_at is None:
        return ""
    return _("undone by %(who)s on %(when)s") % {
        "who": stored.undone_by_label or _("a visitor"),
        "when": moment_words(stored.undone_at),
    }
