"""The figures of the demonstration: invented values, and objectives of an invented decision."""

from __future__ import annotations

from datetime import date

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.register.writer import move
from jalons.kernel import Period
from jalons.strategy.engine.indicators.trajectory import Course, Point
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import actions, queries

DECISION = "Débat d’orientation du conseil, 12 février 2026"
FOLLOWED = (
    "inclusion.human_channel",
    "inclusion.mediation_places",
    "webaudit.rgaa_rate",
    "webaudit.valid_statements",
    "inclusion.agents_trained",
    "inclusion.residents_coached",
    "participation.consultations",
    "footprint.total",
    "footprint.per_staff",
    "footprint.mean_age",
    "procurement.reused_share",
    "procurement.environmental_clause",
    "reuse.disposal_rate",
    "reuse.units_reused",
    "twin.heat_recovered",
    "catalogue.datasets_valid",
)
# Indicator, source, then the values of the three years before the inventory's last one.
VALUES: tuple[tuple[str, str, tuple[float, float, float]], ...] = (
    ("inclusion.residents_coached", "Registres des deux maisons de services", (610, 780, 1_040)),
    ("inclusion.agents_trained", "Plan de formation", (8, 11, 13)),
    ("webaudit.rgaa_rate", "Audits d’accessibilité", (41, 48, 57)),
    ("procurement.reused_share", "Extraction du logiciel de marchés", (4, 9, 16)),
    ("reuse.units_reused", "Bordereaux de la ressourcerie", (38, 71, 96)),
)
WAITING = "reuse.units_reused"  # its last value is left to approve
LOCKED = "procurement.reused_share"  # its first value is locked
# Indicator and value aimed at in 2030, from the first value: one on track, one late.
AIMS = (("inclusion.residents_coached", 2_000.0), ("inclusion.agents_trained", 60.0))
# The interval of its footprint contains the target value: nobody can conclude.
UNCERTAIN, SHARE = "footprint.per_staff", 0.8
TARGET = date(2030, 12, 31)


def fill(*, authority: Authority, contributor: User, lead: User, story: Story) -> None:
    """Indicators followed, values typed, approved, locked or waiting, and three objectives."""
    year = story.year
    actions.follow(authority=authority, user=contributor, indicators=FOLLOWED)
    for indicator, source, amounts in VALUES:
        rows = [
            actions.declare(
                authority=authority,
                user=contributor,
                declared=actions.Declaration(indicator, Period.year(of), amount, source=source),
            )
            for of, amount in enumerate(amounts, start=year - len(amounts))
        ]
        actions.approve(rows=rows[:-1] if indicator == WAITING else rows, user=lead)
        if indicator == LOCKED:
            move(lead, rows[0], "lock")
        aim = dict(AIMS).get(indicator)
        if aim is not None:
            start = Point(date(year - 3, 12, 31), amounts[0])
            _aim(authority, lead, story, indicator, Course(start, (_target(story, aim),)))
    known = queries.followed(authority, catalogue().get(UNCERTAIN)).values
    if known:
        first = known[-1][0]
        value = round(queries.in_unit(first, catalogue().get(UNCERTAIN)).mid)
        course = Course(Point(first.period.end, value), (_target(story, round(value * SHARE)),))
        _aim(authority, lead, story, UNCERTAIN, course)


def _target(story: Story, value: float) -> Point:
    return Point(story.day(TARGET), value)


def _aim(authority: Authority, user: User, story: Story, indicator: str, course: Course) -> None:
    actions.set_objective(
        authority=authority, user=user, indicator=indicator, course=course,
        decided_by=story.text(DECISION),
    )  # fmt: skip
