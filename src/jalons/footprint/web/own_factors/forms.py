"""The forms of one's own factors: a file, its terms, the device of each reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.store import load_pack
from jalons.footprint.web.labels import device_name
from jalons.footprint.web.own_factors.register import TermsForm
from jalons.footprint.web.uploads import DropField
from jalons.foundation.design import page_language
from jalons.foundation.design.widgets import FileDrop

MOST_LINKS = 20


class FactorsForm(TermsForm):
    file = DropField(
        too_heavy=gettext_lazy("This file weighs %(size)s MB; the limit is %(most)s MB."),
        label=gettext_lazy("Your file of factors"),
        help_text=gettext_lazy(
            "NumEcoEval’s format, CSV or spreadsheet, with the headings nom, etapeacv, critere,"
            " categorie, consoElecMoyenne, localisation, valeur, unite, source."
        ),
        widget=FileDrop(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    field_order = ("file", "licence", "shown")


class LinksForm(forms.Form):
    """Which of our devices each of their references is."""

    def __init__(
        self, *args: Any, names: Sequence[str], linked: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names[:MOST_LINKS])
        lang = page_language.lang()
        devices = sorted((device_name(key, lang), key) for key in load_pack().devices)
        options = [("", _("— none —")), *((key, label) for label, key in devices)]
        for place, name in enumerate(self.names):
            self.fields[f"item{place}"] = forms.ChoiceField(
                label=name, choices=options, required=False, initial=linked.get(name, "")
            )

    def links(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"item{place}"] for place, name in enumerate(self.names)}
