"""Opening hours as people write them in French, read into weeks, with what was dropped."""

from jalons.inclusion.engine.hours.values import Piece, Rule, Span, WeekRead
from jalons.inclusion.engine.hours.weeks import of_days, of_town_hall, read, week_hours

__all__ = ["Piece", "Rule", "Span", "WeekRead", "of_days", "of_town_hall", "read", "week_hours"]
