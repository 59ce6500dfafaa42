"""What a source did lately: when it last spoke, how much it brought and was refused by the hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .reading import SECOND

HOUR = 3_600 * SECOND
DAY_HOURS = 24
HOURS_RETAINED = 48


@dataclass(frozen=True, slots=True)
class Activity:
    """When the last message of a source came, and by hour how many parts it had and were refused.

    Instants are microseconds since 1970; an hour is counted from there too.
    """

    last: int = 0
    hours: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def with_messages(self, *, at: int, came: int, refused: int) -> Activity:
        """The same with what came at an instant; hours older than two days are let go."""
        hour = at // HOUR
        before = self.hours.get(hour, (0, 0))
        hours = {**self.hours, hour: (before[0] + came, before[1] + refused)}
        return Activity(max(self.last, at), _recent(hours))

    def merged(self, other: Activity) -> Activity:
        """Both together."""
        hours = dict(self.hours)
        for hour, (came, refused) in other.hours.items():
            before = hours.get(hour, (0, 0))
            hours[hour] = (before[0] + came, before[1] + refused)
        return Activity(max(self.last, other.last), _recent(hours))

    def day(self, *, now: int) -> tuple[int, int]:
        """How much came and was refused in the 24 hours begun before ``now``."""
        first = now // HOUR - DAY_HOURS + 1
        last = [counts for hour, counts in self.hours.items() if hour >= first]
        return sum(came for came, _ in last), sum(refused for _, refused in last)

    def document(self) -> dict[str, Any]:
        """The activity as JSON, to store."""
        return {"last": self.last, "hours": {str(h): list(c) for h, c in self.hours.items()}}


def activity_of(document: Mapping[str, Any] | None) -> Activity:
    """The activity a store keeps; nothing yet when it keeps none."""
    if document is None:
        return Activity()
    hours = {int(h): (int(c[0]), int(c[1])) for h, c in document.get("hours", {}).items()}
    return Activity(int(document.get("last", 0)), hours)


def _recent(hours: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    oldest = max(hours) - HOURS_RETAINED
    return {hour: counts for hour, counts in hours.items() if hour >= oldest}
