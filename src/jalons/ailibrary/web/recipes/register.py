"""The recipes an authority tries, uses, suspends and stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.ailibrary.web.recipes import actions, queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm

State = RecipeUse.State
FORM = ("key", "service", "overseer", "contact_email", "answer_days")
PUBLIC = (*FORM, "state", "used_since", "reason", "by_rule", "because")
MARKS = {State.TRIAL: "walk", State.USED: "ok", State.SUSPENDED: "late", State.STOPPED: "idle"}


class UseForm(RecordForm[RecipeUse]):
    """Who answers for a recipe; which one is chosen once."""

    class Meta:
        model = RecipeUse
        fields = FORM

    def __init__(self, data: Any = None, *, instance: RecipeUse, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        if not instance.is_new:
            del self.fields["key"]


class SuspendForm(RecordForm[RecipeUse]):
    """Why a recipe is suspended: it suggests nothing from then on."""

    reason = forms.CharField(
        label=gettext_lazy("Why suspend it?"), max_length=300,
        help_text=gettext_lazy("What went wrong, without the name of anybody."),
    )  # fmt: skip

    class Meta:
        model = RecipeUse
        fields = ()

    def values(self) -> Mapping[str, Any]:
        return {"reason": self.cleaned_data["reason"], "state": State.SUSPENDED}


def state_cell(found: RecipeUse) -> Cell:
    """How far it goes, as a mark."""
    return Cell("", mark=str(found.get_state_display()), mark_kind=MARKS[State(found.state)])


def card_cell(found: RecipeUse) -> Cell:
    """The level of its card, or that it is out of date."""
    standing = queries.standing_of(found.key, found)
    if standing.stale:
        return Cell("", mark=_("out of date"), mark_kind="late")
    kind = "idle" if standing.level == "declared" else "ok"
    return Cell("", mark=say(f"card.level.{standing.level}", lang()), mark_kind=kind)


def _name(found: RecipeUse) -> str:
    return str(found)


def _no_reason(_found: Any, _target: Any, _day: date) -> dict[str, Any]:
    return {"reason": ""}


def _since(_found: Any, _target: Any, day: date) -> dict[str, Any]:
    return {"reason": "", "used_since": day}


uses = Register(
    RecipeUse, "recipe_use", UseForm,
    List(Column(gettext_lazy("Recipe"), _name, "key"), "service",
         Column(gettext_lazy("State"), state_cell, "state"),
         Column(gettext_lazy("Card"), card_cell), file=PUBLIC, headline=queries.headline),
    rows=queries.uses,
    moves=(
        Move("use", gettext_lazy("Put it into use"), (State.TRIAL,), State.USED, role=Role.LEAD,
             needs=queries.refusal, also=_since),
        Move("resume", pgettext_lazy("recipe", "Resume its use"), (State.SUSPENDED,), State.USED,
             role=Role.LEAD, needs=queries.refusal, also=_since),
        Move("try", gettext_lazy("Back to trial"), (State.SUSPENDED, State.STOPPED, State.USED),
             State.TRIAL, role=Role.LEAD, also=_no_reason),
        Move("stop", gettext_lazy("Stop it"), (State.TRIAL, State.USED, State.SUSPENDED),
             State.STOPPED, role=Role.LEAD),
    ),
    after=actions.changed, templates="ailibrary/recipes",
)  # fmt: skip
