"""An independent reading of OpenStreetMap hours, with ``opening_hours``: heavy, loaded when called."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta


def week_hours(osm: str, monday: date) -> float | None:
    """Hours open in the week of ``monday``; None when ``osm`` is not valid. ``unknown`` is not open."""
    from opening_hours import OpeningHours, ParserError

    try:
        hours = OpeningHours(osm)
    except ParserError:
        return None
    start = datetime.combine(monday, time())
    spans = hours.intervals(start, start + timedelta(days=7))
    return sum((end - begin).total_seconds() for begin, end, state, _ in spans if str(state) == "open") / 3600
