"""The registers of the figures: typed values, which count once approved, and objectives."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words, number_words, period_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Observation, Perimeter, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import actions, queries
from jalons.strategy.web.indicators.forms import ObjectiveForm, ValueForm
from jalons.strategy.web.indicators.models import DeclaredValue, IndicatorRecord, Objective
from jalons.strategy.web.indicators.pages import MARKS
from jalons.strategy.web.observations.figures import unit_words

METHOD = "declared/1"
State = DeclaredValue.State


def observation(row: DeclaredValue) -> Observation:
    """The observation of an approved value: without interval, with the status declared."""
    source = Source(
        title=row.source or "Valeur déclarée",
        publisher=row.authority.name,
        published=row.created_at.date(),
        licence="unstated",
        link=row.link,
    )
    return Observation(
        indicator=row.indicator,
        value=Interval.exact(row.value),
        unit=Unit.parse(row.unit),
        period=row.period,
        perimeter=Perimeter(authority=row.authority.urn),
        sources=(source,),
        method=METHOD,
        status=Status.DECLARED,
        origin=row.urn,
    )


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Update the observations after changed values, and follow the indicators of new ones."""
    keys = [Urn.parse(change.urn).id for change in changes]
    rows = DeclaredValue.objects.of(authority).select_related("authority").filter(pk__in=keys)
    store = observation_store()
    known = {change.urn for change in changes if change.before is not None}
    for row in rows:
        if not row.counts and str(row.urn) in known:
            store.withdraw(row.urn)
    store.record([observation(row) for row in rows if row.counts])
    follow_new(authority, changes)


def follow_new(authority: Authority, changes: Sequence[Change]) -> None:
    new = [change.after["indicator"] for change in changes if change.before is None]
    actions.follow(authority=authority, user=changes[0].batch.user, indicators=new)


def _unit(row: IndicatorRecord) -> str:
    sheet = catalogue().indicators.get(row.indicator)
    return unit_words(sheet) if sheet else ""


INDICATOR = Column(_("Indicator"), IndicatorRecord.__str__, sort="indicator")
UNIT = Column(_("Unit"), _unit)
values = Register(
    DeclaredValue,
    "typed_value",
    ValueForm,
    List(
        INDICATOR,
        Column(_("Period"), lambda row: period_words(row.period), sort="period_end"),
        "value",
        UNIT,
        "source",
        Column(
            _("State"),
            lambda row: Cell("", mark=row.get_state_display(), mark_kind=MARKS[row.state]),
            sort="state",
        ),
        search=("source", "comment"),
        sort="-period_end",
    ),
    rows=queries.values,
    moves=(
        Move("approve", _("Approve"), (State.DRAFT,), State.APPROVED, role=Role.LEAD),
        Move("lock", _("Lock"), (State.APPROVED,), State.LOCKED, role=Role.LEAD),
        Move("unlock", _("Unlock"), (State.LOCKED,), State.APPROVED, role=Role.LEAD),
    ),
    after=publish,
    templates="strategy/indicators/values",
)
objectives = Register(
    Objective,
    "objective",
    ObjectiveForm,
    List(
        INDICATOR,
        "baseline",
        "baseline_on",
        "target",
        "target_on",
        UNIT,
        Column(
            _("Steps in between"),
            lambda row: ", ".join(
                f"{day_words(point.on)} {number_words(point.value)}"
                for point in row.course.points[:-1]
            ),
        ),
        "decided_by",
        search=("decided_by",),
        sort="indicator",
    ),
    after=follow_new,
    templates="strategy/indicators/objectives",
)
