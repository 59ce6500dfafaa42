"""The registers of the roadmap: its sheets with what follows them, its axes, the linked plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.fields import LongText
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Change
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.measures import record_measures
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)


class SheetForm(RecordForm[Action]):
    """What names a sheet; its own pages have a form of more fields."""

    class Meta:
        model = Action
        fields = ("number", "title", "description")


class TaskForm(RecordForm[ActionTask]):
    class Meta:
        model = ActionTask
        fields = ("title", "due", "who", "done_at")


class BudgetForm(RecordForm[BudgetLine]):
    """A line of budget; an amount nobody knows is left empty, and is not zero."""

    class Meta:
        model = BudgetLine
        fields = ("year", "nature", "measure", "planned", "actual")


class FundingForm(RecordForm[Funding]):
    class Meta:
        model = Funding
        fields = (
            "funder", "scheme", "state", "deadline", "eligible", "asked", "granted", "link",
            "follower",
        )  # fmt: skip


class AxisForm(RecordForm[Axis]):
    """An axis: its name, what it is about, the axis it stands under."""

    class Meta:
        model = Axis
        fields = ("name", "description", "parent")
        field_classes = {"description": LongText}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [axis for axis in queries.axes(self.authority) if axis.axis.pk != self.instance.pk]
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", _("none: a main axis")),
            *((each.axis.pk, each.label) for each in others),
        ]

    def values(self) -> Mapping[str, Any]:
        """The typed values; a moved axis takes the last rank under its new parent."""
        found = super().values()
        parent = found["parent"]
        if not self.instance.is_new and self.initial["parent"] == (parent and parent.pk):
            return found
        return {**found, "rank": last_rank(self.authority, parent)}


def last_rank(authority: Authority, parent: Axis | None) -> int:
    """The rank after the axes that stand under one."""
    above = parent.pk if parent else None
    return list(queries.axis_parents(authority).values()).count(above) + 1


class PlanForm(RecordForm[LinkedPlan]):
    class Meta:
        model = LinkedPlan
        fields = ("kind", "name", "link", "start", "end")


def measure(authority: Authority, _changes: Sequence[Change]) -> None:
    record_measures(authority)


def _new_task(action: Action) -> dict[str, Any]:
    return {"rank": queries.parts_of(ActionTask, action).count() + 1}


def _new_line(_action: Action) -> dict[str, Any]:
    return {"year": timezone.localdate().year, "nature": BudgetLine.Nature.RUNNING}


sheets = Register(
    Action,
    "roadmap_action",
    SheetForm,
    List("number", "title", "status"),
    private=frozenset({"confidential"}),
    parts=(
        Part(ActionTask, TaskForm, "taches", gettext_lazy("A task"), gettext_lazy("A new task"),
             fresh=_new_task),
        Part(BudgetLine, BudgetForm, "budget", gettext_lazy("A line of budget"),
             gettext_lazy("A new line of budget"), fresh=_new_line),
        Part(Funding, FundingForm, "financements", gettext_lazy("A grant"),
             gettext_lazy("A new grant")),
    ),
    after=measure,
    templates="strategy/roadmap",
)  # fmt: skip
axes = Register(
    Axis, "roadmap_axis", AxisForm, List("name", "description", "parent"),
    templates="strategy/roadmap/axes",
)  # fmt: skip
plans = Register(
    LinkedPlan, "roadmap_plan", PlanForm, List("name", "kind", "start", "end", "link"),
    templates="strategy/roadmap/plans",
)  # fmt: skip
