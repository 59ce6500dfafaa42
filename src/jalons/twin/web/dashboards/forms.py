"""The forms of the editor of dashboards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.merge_forms import MergingForm
from jalons.foundation.design.widgets import FileDrop
from jalons.twin.engine import dashboards as engine
from jalons.twin.engine.dashboards import Board, BoardError, Tile, q_flaw, read

from .wording import KINDS, MEASURES, ORDERS, PERIODS, STEPS, flaw

BIGGEST = 200_000  # bytes of a document
TOGETHER = gettext_lazy("All together")


class NextTileForm(forms.Form):
    """The kind of tile to add and its type; the next page has the other fields."""

    kind = forms.ChoiceField(label=gettext_lazy("Tile to add"), choices=list(KINDS.items()))
    type = forms.ChoiceField(label=gettext_lazy("About which type"), required=False)

    def __init__(self, *args: Any, types: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "next_%s")  # another form of the page has the usual ids
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = list(types)  # type: ignore[attr-defined]


class TileForm(MergingForm):
    """One tile; only the fields of its kind are shown."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=engine.LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("Empty: the tile says by itself what it shows."),
    )
    attribute = forms.ChoiceField(label=gettext_lazy("What is measured"))
    measure = forms.ChoiceField(label=gettext_lazy("Which figure"), choices=list(MEASURES.items()))
    entity = forms.ChoiceField(label=gettext_lazy("Of which sensor"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Over which time"))
    by = forms.ChoiceField(label=gettext_lazy("A value"), choices=list(STEPS.items()))
    order = forms.ChoiceField(label=gettext_lazy("In which order"), choices=list(ORDERS.items()))
    rows = forms.IntegerField(
        label=gettext_lazy("How many rows"), min_value=1, max_value=engine.MOST_ROWS
    )
    q = forms.CharField(
        label=gettext_lazy("Only those where"),
        required=False,
        max_length=engine.LONGEST_NAME,
        help_text=gettext_lazy(
            "In the query language of NGSI-LD, by the names sensors send: fillingLevel>80. "
            "Empty: all of them."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=engine.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        *args: Any,
        tile: Tile,
        attributes: Sequence[tuple[str, str]],
        entities: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        self.tile = tile
        rule = engine.KINDS[tile.kind]
        names = {"title", *rule.needs, *rule.may, *rule.choices} - {"type"}
        initial = {name: getattr(tile, name) for name in names if getattr(tile, name)}
        super().__init__(*args, initial=initial, **kwargs)
        for name in set(self.fields) - names:
            del self.fields[name]
        self._choose("attribute", attributes)
        self._choose("entity", [("", str(TOGETHER)), *entities])
        self._choose(
            "period", [(name, str(PERIODS[name])) for name in rule.choices.get("period", ())]
        )

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        if name in self.fields:
            current = self.initial.get(name, "")
            known = current in dict(choices)
            more = [] if known or not current else [(current, current)]
            self.fields[name].choices = [*choices, *more]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        q: str = self.cleaned_data["q"].strip()
        if wrong := q_flaw(q):
            raise ValidationError(wrong)
        return q

    def written(self) -> Tile:
        """The tile as typed."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return Tile(kind=self.tile.kind, id=self.tile.id, type=self.tile.type, **values)


class BoardFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of a dashboard (JSON)"),
        widget=FileDrop(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Board:
        """The dashboard of the file; each error is shown with its place."""
        file = self.cleaned_data["file"]
        if file.size > BIGGEST:
            raise ValidationError(_("This file is too large for a dashboard: 200 kB at most."))
        try:
            document = json.loads(file.read().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                _("This file is not JSON: %(why)s.") % {"why": str(error)[:200]}
            ) from error
        try:
            return read(document)
        except BoardError as error:
            raise ValidationError([flaw(each) for each in error.flaws[:20]]) from error
