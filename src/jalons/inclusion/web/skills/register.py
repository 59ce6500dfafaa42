"""The registers of activities, training and aids; the import of a Coop export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.inclusion.web.skills import indicators, queries
from jalons.inclusion.web.skills.imports import CoopFile, CoopForm
from jalons.inclusion.web.skills.models import (
    Activity,
    EquipmentAid,
    Retention,
    TrainingSession,
    choices,
)


class CountsForm[M: (Activity, TrainingSession)](RecordForm[M]):
    """A form with a number for each code of the counts of its model."""

    counted: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, instance: M, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.counts: dict[str, dict[str, str]] = {}
        for name in self.counted:
            field: Any = instance._meta.get_field(name)
            found = {code: f"{name}_{code}" for code, _words in choices(field.of)}
            for (code, words), key in zip(choices(field.of), found.values(), strict=True):
                self.initial[key] = getattr(instance, name).get(code)
                self.fields[key] = forms.IntegerField(
                    label=f"{str(field.verbose_name).capitalize()} · {words}", min_value=0,
                    required=False, show_hidden_initial=True)  # fmt: skip
            self.counts[name] = found

    def _post_clean(self) -> None:
        for name, found in self.counts.items():
            values = {code: self.cleaned_data.get(key) for code, key in found.items()}
            setattr(self.instance, name, {code: n for code, n in values.items() if n})
        super()._post_clean()

    def values(self) -> Mapping[str, Any]:
        """The values to write, counts among them."""
        return {**super().values(), **{name: getattr(self.instance, name) for name in self.counted}}


class ActivityForm(CountsForm[Activity]):
    counted = ("ages", "statuses")

    class Meta:
        model = Activity
        fields = ("week", "kind", "minutes", "participants", "newcomers", "place", "commune",
                  "equipment", "themes", "autonomy", "redirected")  # fmt: skip


class SessionForm(CountsForm[TrainingSession]):
    counted = ("before", "after")

    class Meta:
        model = TrainingSession
        fields = ("theme", "level", "public", "day", "seats", "attended", "completed",
                  "pix_started", "pix_shared")  # fmt: skip


class AidForm(RecordForm[EquipmentAid]):
    class Meta:
        model = EquipmentAid
        fields = ("kind", "count", "unit", "month", "origin")


class RetentionForm(RecordForm[Retention]):
    class Meta:
        model = Retention
        fields = ("months",)


class ActivityFilter(RecordFilter):
    type = one_of("kind", pgettext_lazy("activity", "Type"), lambda: choices("kind"))

    class Meta:
        model = Activity
        fields = ()


activities = Register(
    Activity, "activity", ActivityForm,
    List("week", "kind", "place", "minutes", "commune", filter=ActivityFilter, sort="-week",
         headline=queries.headline),
    private=frozenset({"ages", "statuses", "reference"}), after=indicators.publish,
    templates="inclusion/skills",
)  # fmt: skip
sessions = Register(TrainingSession, "training_session", SessionForm,
                    List("theme", "day", "level", "public", "seats", "attended", sort="-day"),
                    private=frozenset({"before", "after"}))  # fmt: skip
aids = Register(
    EquipmentAid,
    "equipment_aid",
    AidForm,
    List("kind", "count", "unit", "month", "origin", sort="-month"),
)
retentions = Register(
    Retention, "retention", RetentionForm, List("months"), write=Role.ADMINISTRATOR
)
activities_file = CoopFile(activities, key="reference", file_form=CoopForm)
