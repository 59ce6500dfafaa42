"""The register of the territories that are read, and what may be done with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words, number_words
from jalons.foundation.design.panels import Panels
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import form_of
from jalons.foundation.register.raw import words_of

panels: Panels[Source] = Panels()  # what other topics say of a territory, on its page
Status, Trust = Source.Status, Source.Trust
FIELDS = ("address", "name", "every_days", "note")
GOOD = frozenset({Status.FRESH, Status.UNCHANGED})
_words = words_of(Source)
declare({Source.urn_kind(): replace(
    _words,
    names={**_words.names, "status": gettext_lazy("last reading"),
           "added": pgettext_lazy("files", "new"), "updated": pgettext_lazy("files", "changed"),
           "removed": gettext_lazy("no longer shared"),
           "quarantined": gettext_lazy("set apart"), "reason": gettext_lazy("why")},
    by_field={**_words.by_field, "status": dict(Status.choices)},
)})  # fmt: skip


def state(source: Source) -> Cell:
    """Where a territory stands: to compare, read, out of date…"""
    mark, kind = _state(source)
    return Cell("", mark=mark, mark_kind=kind)


def _state(source: Source) -> tuple[str, str]:
    if source.trust == Trust.LISTED and not source.is_trusted:
        return _("its list is no longer accepted"), "late"
    if not source.is_trusted:
        if source.publisher:
            return _("digits to compare"), "late"
        return (_("not met"), "late") if source.reason else (_("being read"), "idle")
    if source.paused:
        return pgettext("territory", "paused"), "idle"
    if source.status == Status.EXPIRED:
        return _("out of date: files intact"), "late"
    kind = "ok" if source.status in GOOD else "idle" if source.status == Status.NEVER else "late"
    return str(Status(source.status).label), kind


def headline(rows: QuerySet[Source]) -> str:
    """How many territories are read, and how many wait."""
    counted = rows.order_by().aggregate(
        every=Count("pk"), trusted=Count("pk", filter=queries.TRUSTED),
        old=Count("pk", filter=queries.TRUSTED & Q(status=Status.EXPIRED)),
    )  # fmt: skip
    every, old, waits = counted["every"], counted["old"], counted["every"] - counted["trusted"]
    if not every:
        return _("You do not read any territory yet.")
    said = (
        (every, ngettext("%(count)s territory", "%(count)s territories", every)),
        (waits, ngettext("%(count)s to compare", "%(count)s to compare", waits)),
        (old, ngettext("%(count)s out of date", "%(count)s out of date", old)),
    )
    words = [text % {"count": number_words(count)} for count, text in said if count]
    return ", ".join(words) + "."


def _may_be_trusted(source: Source) -> str:
    """Why the digits of a territory cannot be confirmed."""
    if not source.publisher:
        return _("Its digits are not known yet.")
    if same := queries.twin(source):
        return _("It is the same territory as “%(name)s”, which is in your list.") % {"name": same}
    if other := queries.namesake(source):
        return _(
            "“%(name)s” is read under the same SIREN number with other digits: one of the two is "
            "not who it says. Telephone both before you go on."
        ) % {"name": other}  # fmt: skip
    return ""


def _alone(_source: Source, target: Any, _day: date) -> dict[str, Any]:
    """A territory that stands by itself, and whose list is not accepted.

    One that is no longer trusted is paused: a list that names it does not bring it back.
    """
    return {"through": None, "members_on": None, "paused": target == Trust.MET}


def _may_name(source: Source) -> str:
    """Why the list of a territory cannot be accepted."""
    if source.trust == Trust.TRUSTED:
        return ""
    return _("Only a territory whose digits you compared yourself can name others.")


def _next(source: Source) -> str:
    if not source.is_trusted or source.paused or not source.address:
        return "–"
    return day_words(source.next_on) if source.next_on else _("today")


sources = Register(
    Source, "federation_source", form_of(Source, *FIELDS),
    List("name", Column(gettext_lazy("State"), state), "checked_at",
         Column(gettext_lazy("Next reading"), _next, sort="next_on"),
         search=("name", "siren", "address"), sort="name", headline=headline,
         filter=filter_of(Source, etat="status", confiance="trust"),
         file=("name", "siren", "address", "trust", "trusted_on", "status", "checked_at")),
    rows=queries.sources,
    moves=(
        Move("trust", gettext_lazy("The digits are the same"), (Trust.MET, Trust.LISTED),
             Trust.TRUSTED, field="trust", role=Role.LEAD, needs=_may_be_trusted, also=_alone),
        Move("doubt", gettext_lazy("No longer trust this territory"),
             (Trust.TRUSTED, Trust.LISTED), Trust.MET, field="trust", role=Role.LEAD, also=_alone),
        Move("pause", gettext_lazy("Pause the readings"), (False,), target=True,
             field="paused"),
        Move("resume", gettext_lazy("Resume the readings"), (True,), target=False,
             field="paused"),
        Move("accept", gettext_lazy("Accept this list"), (None,), timezone.localdate,
             field="members_on", role=Role.LEAD, needs=_may_name),
        Move("leave", gettext_lazy("No longer accept this list"), (), None, field="members_on",
             role=Role.LEAD),
    ),
    templates="federation/sources",
)  # fmt: skip
