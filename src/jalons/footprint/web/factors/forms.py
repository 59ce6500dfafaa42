"""What people fill in about their own factors: a file, its terms, what their references are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.store import load_pack
from jalons.foundation.design import page_language
from jalons.foundation.design.widgets import FileDrop

MOST_LINKS = 20


class TermsForm(forms.Form):
    """The licence of one's factors, and whether their values may be shown."""

    licence = forms.CharField(
        label=gettext_lazy("Licence of these factors"),
        help_text=gettext_lazy(
            "As your supplier or your source names it: “NegaOctet, commercial licence”,"
            " “Etalab 2.0”…"
        ),
        required=False,
        max_length=200,
    )
    shown = forms.BooleanField(
        label=gettext_lazy("This licence allows the values to be shown"),
        help_text=gettext_lazy(
            "Unless you tick this, the values are used and shown nowhere: not on screen, not in"
            " exports, not in the report. The results stay."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse values shown under no licence."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("shown") and not (cleaned.get("licence") or "").strip():
            self.add_error("licence", _("Name the licence that allows the values to be shown."))
        return cleaned


class FactorsForm(TermsForm):
    """A file of factors and its terms."""

    file = forms.FileField(
        label=gettext_lazy("Your file of factors"),
        help_text=gettext_lazy(
            "NumEcoEval’s format, CSV or spreadsheet, with the headings nom, etapeacv, critere,"
            " categorie, consoElecMoyenne, localisation, valeur, unite, source."
        ),
        widget=FileDrop(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    field_order = ("file", "licence", "shown")

    def clean_file(self) -> Any:
        """The file, unless it is heavier than this instance accepts."""
        file = self.cleaned_data["file"]
        most = settings.OPTIONS["UPLOAD_MAX_MB"]
        if file.size > most * 2**20:
            raise forms.ValidationError(
                _("This file weighs %(size)s MB; the limit is %(most)s MB.")
                % {"size": round(file.size / 2**20), "most": most}
            )
        return file


class LinksForm(forms.Form):
    """Which of our devices each of their references is."""

    def __init__(
        self, *args: Any, names: Sequence[str], linked: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names[:MOST_LINKS])
        lang = page_language.lang()
        devices = sorted(
            (kind.name.get(lang, kind.name["fr"]), key) for key, kind in load_pack().devices.items()
        )
        options = [("", _("— none —")), *((key, label) for label, key in devices)]
        for place, name in enumerate(self.names):
            self.fields[f"item{place}"] = forms.ChoiceField(
                label=name, choices=options, required=False, initial=linked.get(name, "")
            )

    def links(self) -> dict[str, str]:
        """The references with what they are, empty for none."""
        return {name: self.cleaned_data[f"item{place}"] for place, name in enumerate(self.names)}
