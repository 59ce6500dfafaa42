"""Visits and page views by month, from an export of Matomo or any list of months."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from jalons.kernel.tables import package_table
from jalons.tabular import DEFAULT_LIMITS, open_tables
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import NumberKind, SpanKind
from jalons.tabular.days import DaySpan
from jalons.tabular.headings import headed_table
from jalons.tabular.rows import read_rows
from jalons.webaudit.engine.closing import MonthTraffic
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.words.sentences import say


def read_traffic(
    content: bytes, name: str, today: date, lang: str = "fr"
) -> tuple[list[MonthTraffic], list[str]]:
    """The months of a file that are over, and why other rows are left aside, in sentences.

    Raises ``JalonsError``: what ``tabular`` refuses, ``traffic_twice``, ``traffic_empty``.
    """
    count = NumberKind(least=Decimal(0), most=Decimal(2 * 10**9), whole=True)
    fields = tuple(
        Wanted(key, each["name"], tuple(each["also"]), required=key != "views",
               kind=SpanKind() if key == "month" else count)
        for key, each in package_table("jalons.webaudit", "traffic").items()
    )  # fmt: skip
    lines = next(
        (each.rows for each in open_tables(content, name, DEFAULT_LIMITS) if each.rows), []
    )
    table = headed_table(lines, known_headings(fields))
    months: dict[date, MonthTraffic] = {}
    notices = []
    for row in read_rows(table, propose(table.headings, fields).mapping, fields):
        why = " ".join(each.message(lang) for each in row.notices)
        if not why and (doubt := _doubt(row.values["month"], today)):
            why = say(f"traffic.{doubt}", lang)
        if why:
            notices.append(say("traffic.row", lang, row=row.number, why=why))
            continue
        month, views = row.values["month"].start, row.values.get("views")
        if month in months:
            raise WebAuditError("traffic_twice", row=row.number)
        known = None if views is None else int(views)
        months[month] = MonthTraffic(month, int(row.values["visits"]), known)
    if not months:
        raise WebAuditError("traffic_empty", name=name, why=" ".join(notices[:3]))
    return list(months.values()), notices


def _doubt(span: DaySpan, today: date) -> str:
    """Why the days of a row are no month that is over."""
    after = span.end + timedelta(days=1)
    if span.start.day != 1 or after != (span.start + timedelta(days=31)).replace(day=1):
        return "no_month"
    return "unfinished" if after > today else ""
