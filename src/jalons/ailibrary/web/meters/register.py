"""The registers of watched meters and of their alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.web.meters import queries
from jalons.ailibrary.web.meters.models import MeterAlert, MeterWatch
from jalons.ailibrary.web.recipes.panels import panels
from jalons.ailibrary.web.recipes.usage import counts
from jalons.ailibrary.words import meters as words
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm, Section

PUBLIC = ("name", "site", "quantity", "since", "alerted", "rules", "state", "judged_on")
ALERT = ("watch", "rule", "first_day", "last_day", "state", "cause", "action", "found", "closed_on")


class WatchForm(RecordForm[MeterWatch]):
    meter = forms.ChoiceField(label=_("meter of the twin"), required=False)
    sections = (
        Section(_("The meter"), ("name", "site", "quantity", "meter", "weather")),
        Section(_("Its watch"), ("since", "alerted", "rules")),
    )

    class Meta:
        model = MeterWatch
        fields = ("name", "site", "quantity", "meter", "weather", "since", "alerted", "rules")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = {each.key: each.quantity for each in queries.twin_meters(self.authority)}
        if known.get(cleaned.get("meter", ""), cleaned.get("quantity")) != cleaned.get("quantity"):
            self.add_error("quantity", str(AIError("meter_quantity")))
        return cleaned

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        if name != "meter":
            return []
        known = [(each.key, each.name) for each in queries.twin_meters(self.authority)]
        own = self.instance.meter
        lost = [(own, own)] if own and own not in dict(known) else []
        return [("", "–"), *lost, *known]


class CloseForm(RecordForm[MeterAlert]):
    """What a technician found: storing it closes the alert."""

    class Meta:
        model = MeterAlert
        fields = ("cause", "action", "found")

    def values(self) -> Mapping[str, Any]:
        closed = self.instance.closed_on or timezone.localdate()
        return {**super().values(), "state": MeterAlert.State.CLOSED, "closed_on": closed}


class AlertFilter(RecordFilter):
    etat = one_of("state", _("State"), MeterAlert.State.choices)
    cause = one_of("cause", _("Cause"), MeterAlert.Cause.choices)

    class Meta:
        model = MeterAlert
        fields = ()


def _waiting(found: MeterWatch) -> Cell:
    count = found.waiting  # type: ignore[attr-defined]
    return Cell(str(count), mark=str(_("to check")), mark_kind="late") if count else Cell("0")


def _period(found: MeterAlert) -> str:
    return words.period(found.first_day, found.until, lang())


def _gap(found: MeterAlert) -> str:
    return words.gap(found.size.deviation, found.size.unit, lang())


watches = Register(
    MeterWatch, "meter_watch", WatchForm,
    List("name", "site", "quantity", "alerted", Column(_("Alerts"), _waiting, sort="waiting"),
         "judged_on", "state", search=("name", "site", "alerted"), sort="name",
         headline=queries.headline, file=PUBLIC),
    rows=queries.watches,
    moves=(
        Move("pause", pgettext_lazy("meter", "Pause its watch"), (MeterWatch.State.ACTIVE,),
             MeterWatch.State.PAUSED),
        Move("resume", pgettext_lazy("meter", "Resume its watch"), (MeterWatch.State.PAUSED,),
             MeterWatch.State.ACTIVE),
    ),
    templates="ailibrary/meters",
)  # fmt: skip
alerts = Register(
    MeterAlert, "meter_alert", CloseForm,
    List("rule", "watch", Column(_("Days"), _period, sort="first_day"),
         Column(_("Difference"), _gap), "state", "cause",
         search=("action", "watch__name"), filter=AlertFilter, sort="-first_day", file=ALERT,
         headline=queries.alerts_headline),
    rows=queries.alerts, delete=Role.LEAD,
    moves=(
        Move("reopen", pgettext_lazy("meter alert", "Open it again"), (MeterAlert.State.CLOSED,),
             MeterAlert.State.OPEN, also=lambda *_all: {"closed_on": None}),
    ),
    templates="ailibrary/meter_alerts",
)  # fmt: skip
counts(queries.RECIPE, queries.usage)
panels.add("meters", _("Meter watch"), queries.panel)
