"""The form of a topic: a decision per criterion and page, merged with those of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.merge_forms import MergingForm
from jalons.foundation.design.widgets import FileDrop
from jalons.webaudit.engine.rgaa.reference import Criterion
from jalons.webaudit.web.grids import models as stored
from jalons.webaudit.web.grids import queries
from jalons.webaudit.web.services.models import WebService


class TopicForm(MergingForm):
    """What is decided of the criteria of a topic on some pages of a grid."""

    def __init__(
        self, data: Any, criteria: Sequence[Criterion], pages: Sequence[stored.GridPage],
        cells: queries.Cells, found: Sequence[stored.AccessFinding],
    ) -> None:  # fmt: skip
        self.criteria, self.pages, self.cells, self.found = criteria, pages, cells, found
        initial: dict[str, str] = {}
        self.base_fields = {}  # type: ignore[misc]  # fields of this form only
        choices = stored.named("grid.decision", *stored.DECISIONS)
        every = [("", _("as below")), *choices[1:]]
        for each in criteria:
            self.base_fields[f"all-{each.id}"] = forms.ChoiceField(
                label=_("Pages to decide"), choices=every, required=False
            )
            for page in pages:
                name = key(each.id, page)
                self.base_fields[name] = forms.ChoiceField(label=page.name, choices=choices)
                initial[name] = queries.state_of(cells, each.id, page)
        super().__init__(data, initial=initial, label_suffix="")

    def lines(self) -> list[tuple[Criterion, Any, list[tuple[Any, list[stored.AccessFinding]]]]]:
        """By criterion: the field of all pages to decide, the field of each with its findings."""
        return [
            (each, self[f"all-{each.id}"],
             [(self[key(each.id, page)], self._about(each, page)) for page in self.pages])
            for each in self.criteria
        ]  # fmt: skip

    def _about(self, criterion: Criterion, page: stored.GridPage) -> list[stored.AccessFinding]:
        return [each for each in self.found
                if (each.criterion, each.page_id) == (criterion.id, page.pk)]  # fmt: skip

    def changes(self) -> list[tuple[Any, dict[str, Any]]]:
        """The decisions that differ, and the automatic findings that they confirm or dismiss."""
        found: list[tuple[Any, dict[str, Any]]] = []
        for each in self.criteria:
            for page in self.pages:
                state = self.cleaned_data[key(each.id, page)]
                if state == "undecided":
                    state = self.cleaned_data[f"all-{each.id}"] or state
                if state == queries.state_of(self.cells, each.id, page):
                    continue
                made = self.cells.get((each.id, page.pk)) or stored.GridDecision(
                    authority=page.authority
                )
                found.append((made, {"page": page, "criterion": each.id, "state": state}))
                then = "to_fix" if state == "failing" else "dismissed"
                found += [(one, {"state": then}) for one in self._about(each, page)
                          if one.is_automatic and state != "undecided"]  # fmt: skip
        return found


def key(criterion: str, page: stored.GridPage) -> str:
    """The name of the field of a criterion on a page."""
    return f"{criterion}-{page.pk.hex}"


class ScreenshotForm(forms.Form):
    """A screenshot of a finding."""

    file = forms.FileField(
        label=_("Screenshot"), widget=FileDrop(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP. What a person typed must not be readable in it."),
    )  # fmt: skip


class AraForm(forms.Form):
    """An audit exported from Ara, and what it becomes."""

    file = forms.FileField(label=_("File of Ara"), widget=FileDrop(attrs={"accept": ".csv,.json"}),
                           help_text=_("The CSV or JSON export of an audit."))  # fmt: skip
    service = forms.ModelChoiceField(label=_("Service"), queryset=WebService.unscoped.none())
    name = forms.CharField(label=_("Name of the assessment"), max_length=120)

    def __init__(self, *args: Any, services: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
