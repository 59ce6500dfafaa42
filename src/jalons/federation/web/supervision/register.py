"""The register of help wanted and offered, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.federation.web.supervision import queries
from jalons.federation.web.supervision.models import HelpRequest
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import form_of

State = HelpRequest.State
HELP = ("member", "way", "subject", "text", "since", "outcome")
MARKS = {State.OPEN: "late", State.UNDER_WAY: "walk", State.DONE: "ok", State.DECLINED: "idle"}


def state(found: HelpRequest) -> Cell:
    """Where a help stands."""
    return Cell("", mark=str(State(found.state).label), mark_kind=MARKS[State(found.state)])


def headline(rows: QuerySet[Any]) -> str:
    """How much help waits, and how much is under way."""
    states = list(rows.values_list("state", flat=True))
    if not states:
        return _("No help between territories is recorded yet.")
    opened, moving = states.count(State.OPEN), states.count(State.UNDER_WAY)
    words = (
        (
            opened,
            ngettext("%(count)s case of help to begin", "%(count)s cases of help to begin", opened),
        ),
        (
            moving,
            ngettext(
                "%(count)s case of help under way", "%(count)s cases of help under way", moving
            ),
        ),
    )
    said = [text % {"count": number_words(count)} for count, text in words if count]
    return ", ".join(said) + "." if said else _("All the help recorded is over.")


helps = Register(
    HelpRequest, "help_request", form_of(HelpRequest, *HELP),
    List("subject", Column(gettext_lazy("Territory"), lambda each: str(each.member or "–")), "way",
         "since", Column(gettext_lazy("State"), state, sort="state"),
         search=("subject", "text", "outcome"), sort="-since", headline=headline,
         filter=filter_of(HelpRequest, etat="state", sens="way"),
         file=("subject", "member", "way", "text", "since", "state", "outcome")),
    rows=queries.help_requests,
    moves=(
        Move("begin", pgettext_lazy("help", "Begin"), (State.OPEN,), State.UNDER_WAY),
        Move("finish", pgettext_lazy("help", "It is done"), (State.OPEN, State.UNDER_WAY),
             State.DONE),
        Move("decline", pgettext_lazy("help", "It is not possible"),
             (State.OPEN, State.UNDER_WAY), State.DECLINED),
        Move("reopen", pgettext_lazy("help", "Open again"), (State.DONE, State.DECLINED),
             State.OPEN),
    ),
    templates="federation/supervision",
)  # fmt: skip
