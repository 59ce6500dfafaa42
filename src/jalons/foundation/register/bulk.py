"""Several records changed at once: ticked in the list, seen, then stored as one act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register import writer
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.pages import DONE, UNPROCESSABLE, render

TICK = "pk"  # the boxes of the list
MOST = 2_000  # records of one act
SHOWN = 20  # names shown before the change


class BulkForm(forms.Form):
    """Which fields change, and what they become; the others stay as they are."""

    do = forms.MultipleChoiceField(
        label=gettext_lazy("What changes"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None, register: Register, authority: Authority) -> None:
        super().__init__(data)
        whole = register.form(instance=register.model(authority=authority))
        for name in register.list.bulk:
            field = self.fields[name] = whole.fields[name]
            field.required = field.show_hidden_initial = False
        self.fields["do"].choices = [  # type: ignore[attr-defined]
            (name, whole.fields[name].label) for name in register.list.bulk
        ]

    def values(self) -> dict[str, Any]:
        """The values of the fields that change."""
        return {name: self.cleaned_data[name] for name in self.cleaned_data["do"]}

    def in_words(self) -> list[tuple[str, str]]:
        """The fields that change and what they become, in words."""
        found = []
        for name, value in self.values().items():
            choices = dict(getattr(self.fields[name], "choices", ()))
            words = choices.get(value, value) if isinstance(value, str | int) else value
            found.append((str(self.fields[name].label), str(words or _("empty"))))
        return found


def bulk(register: Register) -> View:
    """Bulk edit of the ticked records: choose values, preview, store."""

    @require_POST
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def change(request: HttpRequest, authority: Authority) -> HttpResponse:
        chosen = list(register.of(authority).filter(pk__in=_keys(register, request))[:MOST])
        step = request.POST.get("step", "")
        form = BulkForm(request.POST if step else None, register, authority)
        outcome = None
        if step and chosen and form.is_valid():
            pairs = [(each, form.values()) for each in chosen]
            label = ngettext("%(count)s record", "%(count)s records", len(chosen))
            outcome = writer.write_each(
                authority,
                request.user,
                pairs,
                label=label % {"count": len(chosen)},
                rehearsal=step != "apply",
            )
            if outcome.batch is not None:
                url = reverse(f"{register.name}_list", args=[authority.slug])
                return redirect(f"{url}?{DONE}={outcome.batch.pk}")
        return render(
            register,
            request,
            "bulk",
            0 if chosen else UNPROCESSABLE,
            form=form,
            chosen=chosen[:SHOWN],
            others=max(0, len(chosen) - SHOWN),
            keys=[each.pk for each in chosen],
            outcome=outcome,
            becomes=form.in_words() if outcome else [],
            trail=(_("Change several"),),
        )

    return change


def _keys(register: Register, request: HttpRequest) -> list[Any]:
    key = register.model._meta.pk
    found = []
    for text in request.POST.getlist(TICK)[:MOST]:
        try:
            found.append(key.to_python(text))
        except forms.ValidationError:
            continue
    return found
