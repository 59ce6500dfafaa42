"""The forms of AGEC accounts: a file, how an export is read, a declaration, a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.imports.forms import refuse_twice
from jalons.foundation.register.forms import dress
from jalons.procurement.capture import accounting
from jalons.procurement.engine.agec.families import TargetShare
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.store import agec as tables
from jalons.procurement.web.forms import BeforeVatField, PercentField
from jalons.procurement.words import agec as words


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Your file"), widget=FileDrop)

    def clean_file(self) -> Any:
        file, most = self.cleaned_data["file"], settings.OPTIONS["UPLOAD_MAX_MB"]
        if file.size > most * 2**20:
            raise forms.ValidationError(_("This file is too big: %s MB at most.") % most)
        return file


class ReadingForm(forms.Form):
    def __init__(self, data: Any, layout: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.headings: list[str] = layout["headings"]
        columns = [(str(at), name) for at, name in enumerate(self.headings) if name]
        proposed = {name: (at, known) for name, at, known in layout["columns"]}
        for wanted in accounting.wanted():
            at, known = proposed.get(wanted.name, ("", True))
            self.fields[wanted.name] = forms.ChoiceField(
                label=wanted.label,
                choices=[("", _("in no column")), *columns],
                required=False,
                initial=str(at),
                help_text="" if known else _("Proposed: please confirm."),
            )
        kinds = {w.name: w.label for w in accounting.wanted() if w.name in accounting.AMOUNTS}
        found = [name for name in kinds if name in proposed]
        one = found[0] if len(found) == 1 else ""
        self.fields["kind"] = forms.ChoiceField(
            label=_("Which amount is summed"),
            choices=[("", "—"), *kinds.items()],
            initial=one,
            help_text=_("The declaration is before tax (HT)."),
        )
        self.fields["taxes"] = forms.ChoiceField(
            label=_("This amount is"),
            choices=[("", "—"), ("ht", _("before tax (HT)")), ("ttc", _("with tax (TTC)"))],
            required=False,
            initial=one if one in {"ht", "ttc"} else "",
        )
        self.fields["vat"] = PercentField(
            label=_("VAT rate to take out, in %"),
            required=False,
            min_value=0,
            max_value=100,
            help_text=_("Only for an amount with tax: the result is marked as computed."),
        )

        self.order_fields(["kind", "taxes", "vat"])

    def reading(self, year: int) -> accounting.ExportReading:
        """How the export is read, as a person said; only of a valid form."""
        said = self.cleaned_data
        names = [each.name for each in accounting.wanted()]
        columns = {name: int(said[name]) for name in names if said[name]}
        return accounting.reading_of(columns, said["kind"], year, said["taxes"], said["vat"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        names = (said.get(each.name) for each in accounting.wanted())
        refuse_twice(filter(None, names))
        if not self.errors:
            try:
                self.reading(timezone.localdate().year).checked()
            except ProcurementError as error:
                field = {"amount": "kind"}.get(error.params["field"], error.params["field"])
                self.add_error(field, str(error))
        return said


class DeclareForm(forms.Form):
    day = dress(forms.DateField(label=gettext_lazy("Declared on")))
    by = forms.CharField(
        label=gettext_lazy("Declared by"),
        max_length=120,
        help_text=gettext_lazy("A department or a role, never the name of a person."),
    )

    def clean_day(self) -> Any:
        if self.cleaned_data["day"] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["day"]


class WhatIfForm(forms.Form):
    famille = forms.ChoiceField(label=gettext_lazy("Family"))
    part = forms.ChoiceField(
        label=pgettext_lazy("of purchases", "Share"),
        choices=[
            (TargetShare.REUSED.value, pgettext_lazy("share", "reused")),
            (TargetShare.RECYCLED.value, pgettext_lazy("share", "with recycled material")),
            (TargetShare.EITHER.value, pgettext_lazy("share", "reused or recycled")),
        ],
    )
    objectif = PercentField(
        label=gettext_lazy("Share to reach, in %"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("Empty: the next target of the decree, when it is known."),
    )
    prix = BeforeVatField(
        label=gettext_lazy("Price of one, before tax"), required=False, min_value=Decimal("0.01")
    )
    unites = forms.IntegerField(
        label=gettext_lazy("How many to buy in place of new ones"), required=False, min_value=1
    )

    def __init__(self, data: Any, families: list[str]) -> None:
        super().__init__(data)
        named = [(code, words.short(tables.family(code), lang())) for code in families]
        self.fields["famille"].choices = named  # type: ignore[attr-defined]
