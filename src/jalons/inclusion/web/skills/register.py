"""The registers of activities, training and aids; the import of a Coop export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Registered
from jalons.inclusion.web.skills import indicators, queries
from jalons.inclusion.web.skills.actions import too_old
from jalons.inclusion.web.skills.imports import CoopFile, CoopForm
from jalons.inclusion.web.skills.models import (
    Activity,
    EquipmentAid,
    Retention,
    TrainingSession,
    choices,
)


class CountsForm[M: Registered](RecordForm[M]):
    """A form with a number for each code of the counts of its model."""

    counted: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, instance: M, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        for name in self.counted:
            field: Any = instance._meta.get_field(name)
            for code, words in choices(field.of):
                key, title = f"{name}_{code}", f"{str(field.verbose_name).capitalize()} · {words}"
                self.initial[key] = getattr(instance, name).get(code)
                self.fields[key] = forms.IntegerField(
                    label=title, min_value=0, required=False, show_hidden_initial=True)  # fmt: skip

    def _post_clean(self) -> None:
        for name in self.counted:
            found = {key.removeprefix(f"{name}_"): value for key, value in
                     self.cleaned_data.items() if key.startswith(f"{name}_") and value}  # fmt: skip
            setattr(self.instance, name, found)
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

    def clean_week(self) -> date:
        """Refuse a week whose detail is erased."""
        week: date = self.cleaned_data["week"]
        if why := too_old(self.authority, week):
            raise forms.ValidationError(why)
        return week


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
    List("week", "kind", Column(gettext_lazy("Minutes"), lambda each: each.minutes, numeric=True),
         filter=ActivityFilter, sort="-week", headline=queries.headline),
    private=frozenset({*ActivityForm.Meta.fields[2:], "ages", "statuses", "reference"}),
    after=indicators.publish,
    templates="inclusion/skills",
)  # fmt: skip
sessions = Register(
    TrainingSession, "training_session", SessionForm,
    List("theme", "day", "level", "public", "seats", "attended", sort="-day"))  # fmt: skip
aids = Register(
    EquipmentAid,
    "equipment_aid",
    AidForm,
    List("kind", "count", "unit", "month", "origin", sort="-month"),
)
retentions = Register(Retention, "retention", RetentionForm, List("months"), write=Role.LEAD)
activities_file = CoopFile(activities, key="reference", file_form=CoopForm)
