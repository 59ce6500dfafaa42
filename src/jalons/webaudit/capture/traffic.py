"""Visits and page views by month, from an export of Matomo or any list of months or days."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jalons.kernel.tables import package_table
from jalons.tabular import Limits, open_tables, refusals_as
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import ColumnKind, NumberKind, SpanKind
from jalons.tabular.days import DaySpan
from jalons.tabular.headings import headed_table
from jalons.tabular.rows import read_rows
from jalons.webaudit.engine.closing import MonthTraffic
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.words.sentences import say
from jalons.wording import format_month

LIMITS = Limits(bytes=2 * 2**20, expanded_bytes=20 * 2**20, rows=5_000, columns=200, sheets=5)
_COUNT = NumberKind(least=Decimal(0), most=Decimal(2 * 10**9), whole=True)


class TrafficFileError(WebAuditError):
    """A file that is no readable table, in the words of ``tabular``."""

    package = "jalons.tabular"


@dataclass(frozen=True, slots=True)
class ReadTraffic:
    """The months a file counts whole, the oldest first, and why the rest is left aside."""

    months: tuple[MonthTraffic, ...]
    notices: tuple[str, ...]


def read_traffic(content: bytes, name: str, today: date, lang: str = "fr") -> ReadTraffic:
    """The months of a file; days are added up when the whole month is there.

    Raises ``WebAuditError``: what ``tabular`` refuses, ``traffic_empty``.
    """
    columns = package_table("jalons.webaudit", "traffic")
    kinds: dict[str, ColumnKind[Any]] = {"month": SpanKind()}
    fields = tuple(
        Wanted(key, each["name"], tuple(each["also"]), key != "views", kinds.get(key, _COUNT))
        for key, each in columns.items()
    )
    with refusals_as(TrafficFileError):
        opened = next((each for each in open_tables(content, name, LIMITS) if each.rows), None)
        if opened is None:
            raise WebAuditError("traffic_empty", name=name)
        table = headed_table(opened.rows, known_headings(fields))
        rows = list(read_rows(table, propose(table.headings, fields).mapping, fields))
    notices = [
        say("traffic.row", lang, row=row.number, why=" ".join(e.message(lang) for e in row.notices))
        for row in rows
        if row.notices
    ]
    by_month: defaultdict[date, list[_Counted]] = defaultdict(list)
    for row in rows:
        if not row.notices:
            span = row.values["month"]
            counted = _Counted(span, int(row.values["visits"]), row.values.get("views"))
            by_month[span.start.replace(day=1)].append(counted)
    months = []
    for month, counts in sorted(by_month.items()):
        if why := _doubt(month, counts, today):
            text = format_month(month.year, month.month, lang)
            notices.append(say(f"traffic.{why}", lang, month=text))
        else:
            months.append(_sum(month, counts))
    if not months and not notices:
        raise WebAuditError("traffic_empty", name=name)
    return ReadTraffic(tuple(months), tuple(notices))


@dataclass(frozen=True, slots=True)
class _Counted:
    span: DaySpan
    visits: int
    views: Decimal | None


def _doubt(month: date, counts: Sequence[_Counted], today: date) -> str:
    """Why the rows of a month do not count it, whole and once."""
    spans = sorted((each.span for each in counts), key=lambda each: each.start)
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    if spans[-1].end > last:
        return "beyond"
    if last >= today:
        return "unfinished"
    after = [month, *(each.end + timedelta(days=1) for each in spans)]
    starts = [*(each.start for each in spans), last + timedelta(days=1)]
    if any(start < expected for start, expected in zip(starts, after, strict=True)):
        return "twice"
    return "partial" if starts != after else ""


def _sum(month: date, counts: Sequence[_Counted]) -> MonthTraffic:
    views = [int(each.views) for each in counts if each.views is not None]
    whole = sum(views) if len(views) == len(counts) else None
    return MonthTraffic(month, sum(each.visits for each in counts), whole)
