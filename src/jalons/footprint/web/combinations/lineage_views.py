"""The page where a person says what an inventory counts beside the others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons import wording
from jalons.footprint.web.combinations import lineage
from jalons.footprint.web.inventories import queries, tables
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import day_words, lang

UNPROCESSABLE = 422
Covers = InventoryFile.Covers


class CoversForm(forms.Form):
    """Whether an inventory counts the same equipment later, another part, or something else."""

    covers = forms.ChoiceField(
        label=gettext_lazy("What does this inventory count?"), widget=forms.RadioSelect
    )
    follows = forms.ChoiceField(
        label=gettext_lazy("The inventory it replaces"),
        help_text=gettext_lazy("Only for the same equipment, counted again."),
        required=False,
    )

    def __init__(self, *args: Any, inventory: InventoryFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(each.pk): each for each in lineage.others(inventory)}
        covers, follows = self.fields["covers"], self.fields["follows"]
        covers.choices = [  # type: ignore[attr-defined]
            (Covers.SAME, _("The same equipment on another day: it replaces another inventory")),
            (Covers.PART, _("Another part of the equipment: it adds to another inventory")),
            (Covers.APART, _("Something else: it is never compared with the others")),
        ]
        covers.initial = inventory.covers or None
        names = [(pk, each.name) for pk, each in self.offered.items()]
        follows.choices = [("", _("— choose —")), *names]  # type: ignore[attr-defined]
        follows.initial = str(inventory.follows_id or (names[0][0] if len(names) == 1 else ""))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("covers") == Covers.SAME and not cleaned.get("follows"):
            self.add_error("follows", _("Choose the inventory it replaces."))
        return cleaned


@within_authority(Role.CONTRIBUTOR)
def covers(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Say what an inventory counts; then compare, or put together."""
    assessed = find_assessed(authority, pk)
    inventory = assessed.inventory
    form = CoversForm(request.POST or None, inventory=inventory)
    if request.method == "POST" and form.is_valid():
        said = Covers(form.cleaned_data["covers"])
        lineage.say_covers(
            inventory=inventory,
            user=request.user,
            covers=said,
            follows=form.offered.get(form.cleaned_data["follows"]),
        )
        if said == Covers.PART:
            messages.success(request, _("Now put them together, so that the total counts both."))
            return redirect("footprint_combine", authority.slug)
        messages.success(request, _("Saved."))
        return redirect("footprint_result", authority.slug, pk)
    context = {
        "inventory": inventory,
        "form": form,
        "table": _table(assessed, list(form.offered.values())),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "footprint/covers.html", context, status=status)


def _table(assessed: AssessedInventory, others: list[InventoryFile]) -> Table:
    known = queries.totals(assessed.authority, [each.pk for each in others])
    rows = [assessed, *(known[each.pk] for each in others if each.pk in known)]
    return Table(
        caption=_("Your inventories"),
        columns=(
            Column(_("Inventory")),
            Column(_("Extracted on")),
            Column(_("Devices counted"), numeric=True),
        ),
        rows=tuple(
            (
                row.inventory.name,
                day_words(row.extracted_on),
                wording.format_number(tables.devices_counted(row), lang()),
            )
            for row in rows
        ),
    )
