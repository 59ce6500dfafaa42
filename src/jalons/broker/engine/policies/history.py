"""What a policy that shows more than before opens: what comes, not what was observed before.

People were promised one thing when they were counted; a later decision does not apply to them
unless the authority says so. The former rule is an **era** of the policy, that ends when the policy
was loosened: what was observed before stays under the stricter of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jalons.broker.engine.temporal.request import Points, Row, Series

from .policy import AUDIENCES, Era, TypePolicy, coarsened_points, coarsened_series, faults, sees


def succeeded(
    before: TypePolicy | None, after: TypePolicy, *, now: int, past_too: bool = False
) -> TypePolicy:
    """The policy to keep in place of a former one, with the eras that stay under stricter rules.

    ``past_too`` opens what was observed before as well: the authority said so.
    """
    if before is None or past_too:
        return replace(after, past=())
    past = before.past
    if not faults(before) and loosens(before, after):
        era = Era(
            until=now,
            audience=before.audience,
            personal=before.personal,
            position_metres=before.position_metres,
            time_seconds=before.time_seconds,
            hidden=before.hidden,
        )
        past = (*past, era)
    return replace(after, past=past)


def loosens(before: TypePolicy | Era, after: TypePolicy) -> bool:
    """Whether a policy shows more, to more people or more precisely, than another did."""
    return (
        AUDIENCES.index(after.audience) < AUDIENCES.index(before.audience)
        or after.personal < before.personal
        or after.position_metres < before.position_metres
        or after.time_seconds < before.time_seconds
        or not set(before.hidden) <= set(after.hidden)
    )


def as_of(policy: TypePolicy, stamp: int) -> TypePolicy:
    """The rules for what was observed at an instant: the strictest of now and of later eras."""
    found = policy
    for era in policy.past:
        if stamp < era.until:
            found = replace(
                found,
                audience=max(found.audience, era.audience, key=AUDIENCES.index),
                personal=found.personal or era.personal,
                position_metres=max(found.position_metres, era.position_metres),
                time_seconds=max(found.time_seconds, era.time_seconds),
                hidden=tuple(sorted({*found.hidden, *era.hidden})),
            )
    return found


def shut_before(policy: TypePolicy, audience: str) -> int | None:
    """The instant before which an audience sees nothing of a history it sees now; None for none."""
    return max((e.until for e in policy.past if not sees(audience, e.audience)), default=None)


def coarsest(policy: TypePolicy, since: int | None) -> int:
    """The coarsest step of time, in seconds, of what was observed since an instant."""
    steps = [era.time_seconds for era in policy.past if since is None or era.until > since]
    return max([policy.time_seconds, *steps])


def series_shown(series: Series, policy: TypePolicy, audience: str) -> Series | None:
    """A series as an audience may see it, each row under the rules of its instant, or None."""
    rows: list[Row] = []
    for rule, part in _by_rule(policy, [row.stamp for row in series.rows]):
        if sees(audience, rule.audience):
            shown = coarsened_series(replace(series, rows=series.rows[part]), rule)
            rows += shown.rows if shown is not None else ()
    return replace(series, rows=tuple(rows)) if rows else None


def points_shown(points: Points, policy: TypePolicy, audience: str) -> Points | None:
    """Points as an audience may see them, each under the rules of its instant, or None."""
    stamps: list[int] = []
    values: list[object] = []
    for rule, part in _by_rule(policy, points.stamps):
        if sees(audience, rule.audience):
            piece = replace(points, stamps=points.stamps[part], values=points.values[part])
            shown = coarsened_points(piece, rule)
            stamps += shown.stamps if shown is not None else []
            values += shown.values if shown is not None else []
    return replace(points, stamps=stamps, values=values) if stamps else None


def series_before(series: Series, end: int | None) -> Series | None:
    """The rows of a series before an instant; None when there are none."""
    rows = tuple(row for row in series.rows if end is None or row.stamp < end)
    return replace(series, rows=rows) if rows else None


def points_before(points: Points, end: int | None) -> Points | None:
    """The points before an instant, which follow each other in time; None when there are none."""
    count = len(points.stamps) if end is None else sum(stamp < end for stamp in points.stamps)
    if not count:
        return None
    return replace(points, stamps=points.stamps[:count], values=points.values[:count])


def _by_rule(policy: TypePolicy, stamps: list[int]) -> Iterator[tuple[TypePolicy, slice]]:
    """Runs of instants that follow each other under one rule, in the order they come."""
    ends = [era.until for era in policy.past]
    if not ends:
        yield policy, slice(0, len(stamps))
        return
    start = 0
    for end in range(1, len(stamps) + 1):
        here = [stamps[start] < each for each in ends]
        if end == len(stamps) or [stamps[end] < each for each in ends] != here:
            yield as_of(policy, stamps[start]), slice(start, end)
            start = end
