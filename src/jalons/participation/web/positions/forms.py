"""The forms with which people amend, give an opinion, decide, sign, receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jalons.foundation.register.forms import dress
from jalons.kernel import JalonsError
from jalons.kernel.signing.parcels import MOST_BYTES
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import acts
from jalons.participation.engine.positions.replica import StandingAmendment
from jalons.participation.web.positions.models import Position, refuse_person

_REASON = gettext_lazy("Why")
_AREA: Any = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": acts.MOST_COMMENT}


def _text(*, required: bool = False) -> Any:
    return forms.CharField(
        label=gettext_lazy("Text of the section"), required=required, max_length=acts.MOST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Empty: the section is removed."),
    )  # fmt: skip


class AmendForm(forms.Form):
    """What a section should say; ``base`` is the version that was read."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Title of the section"), max_length=200,
                            required=False)  # fmt: skip
    body = _text()
    reason = forms.CharField(label=_REASON, required=False, **_AREA)


class OpinionForm(forms.Form):
    """An opinion on an amendment: never a vote."""

    opinion = forms.ChoiceField(label=gettext_lazy("Our opinion"), choices=(
        ("for", pgettext_lazy("opinion", "for")),
        ("against", pgettext_lazy("opinion", "against")),
        ("comment", pgettext_lazy("opinion", "remark")),
    ))  # fmt: skip
    comment = forms.CharField(label=gettext_lazy("In a few words"), required=False, **_AREA)


class DecideForm(forms.Form):
    """The text of a section as it is decided, and what becomes of each amendment."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Title of the section"), max_length=200,
                            required=False)  # fmt: skip
    body = _text()

    def __init__(self, data: Any = None, *, amendments: Sequence[StandingAmendment], **more: Any):
        super().__init__(data, **more)
        self._amendments = amendments
        choices = (("", _("decided later")), ("yes", pgettext("amendment", "accepted")),
                   ("no", pgettext("amendment", "refused")))  # fmt: skip
        for place, each in enumerate(amendments, 1):
            words = {"place": place, "name": each.act.publisher}
            self.fields[f"choice-{each.act.id}"] = forms.ChoiceField(
                label=_("Amendment %(place)s, of %(name)s") % words, choices=choices, required=False
            )
            self.fields[f"reason-{each.act.id}"] = forms.CharField(
                label=_("Why, for amendment %(place)s") % words, required=False,
                max_length=acts.MOST_COMMENT,
            )  # fmt: skip

    def decisions(self) -> list[acts.AmendmentDecision]:
        """What was decided; a refusal has a reason. Those left for later are not in it."""
        sent = self.cleaned_data
        found = {each.act.id: sent[f"choice-{each.act.id}"] for each in self._amendments}
        return [acts.AmendmentDecision(key, choice == "yes", sent[f"reason-{key}"])
                for key, choice in found.items() if choice]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        for each in self._amendments:
            refused = sent.get(f"choice-{each.act.id}") == "no"
            if refused and not sent.get(f"reason-{each.act.id}"):
                self.add_error(f"reason-{each.act.id}", _("Say why it is refused: others read it."))
        return sent


class SignForm(forms.Form):
    """The signature of the authority under the version that was read."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=64)
    quality = forms.CharField(
        label=gettext_lazy("Signed by (a role)"), max_length=120,
        help_text=gettext_lazy("For example: the mayor, the president. No name of a person."),
    )  # fmt: skip
    signed_on = dress(forms.DateField(label=gettext_lazy("Signed on"), initial=timezone.localdate))
    reference = forms.CharField(label=gettext_lazy("Reference of the deliberation"),
                                max_length=120, required=False)  # fmt: skip

    def clean_quality(self) -> str:
        """A role, no person."""
        text: str = self.cleaned_data["quality"]
        try:
            refuse_person(text, "quality")
        except ParticipationError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def values(self) -> Mapping[str, Any]:
        """What is signed with the version."""
        return {name: self.cleaned_data[name] for name in ("quality", "signed_on", "reference")}


class UnsignForm(forms.Form):
    """Why a signature is withdrawn."""

    reason = forms.CharField(label=_REASON, **_AREA)


class ReceiveForm(forms.Form):
    """The file another territory sent."""

    file = forms.FileField(
        label=gettext_lazy("File of a position (.zip)"),
        help_text=gettext_lazy("The file that another territory downloaded from its own page."),
    )

    def clean_file(self) -> Any:
        """The file, refused before it is in memory when it is larger than any parcel."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(JalonsError("parcel_size")))
        return file


class FormerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A position of the past: its headings become sections."""

    text = forms.CharField(
        label=gettext_lazy("Its text"), max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("Pasted as it is: numbered lines, lines in capitals and short lines "
                               "alone are read as headings."),
    )  # fmt: skip

    class Meta:
        model = Position
        fields = ("title", "kind", "summary", "outcome", "outcome_text")

    def values(self) -> dict[str, Any]:
        """The values of the position."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
