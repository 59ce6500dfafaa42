"""What an administrator of the instance types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.limits import values
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.administration.queries import (
    ASIDE,
    FAILING,
    FULL,
    QUIET,
    READ_ONLY,
    TRIALS,
)
from jalons.foundation.design.page_language import number_words

LARGEST_MB = 1_000_000
MOST_FILES = 1_000_000


class AuthorityFilterForm(forms.Form):
    q = forms.CharField(label=_("Name, address or code"), max_length=100, required=False)
    shown = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All but the trials")),
            *Authority.Standing.choices,
            (READ_ONLY, pgettext_lazy("workspace", "read only")),
            (ASIDE, _("set aside")),
            (TRIALS, _("trials")),
        ],
    )
    only = forms.ChoiceField(
        label=_("What needs your attention"),
        required=False,
        choices=[
            ("", pgettext_lazy("authorities", "all")),
            (FULL, _("nearly full")),
            (QUIET, _("not visited for 90 days")),
            (FAILING, _("with jobs that failed in 7 days")),
        ],
    )


class PeopleFilterForm(forms.Form):
    q = forms.CharField(label=_("Address or name"), max_length=100, required=False)
    only = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All accounts")),
            ("administrators", _("Administrators of the instance")),
            ("closed", _("Closed accounts")),
        ],
    )


class ReasonForm(forms.Form):
    """Why an authority is refused or closed: its members read it."""

    reason = forms.CharField(
        label=_("Reason, shown to its members"), max_length=300, required=False
    )


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    slug = forms.SlugField(
        label=_("End of its address"), max_length=60, help_text=_("Letters, digits and hyphens.")
    )


class QuotaForm(forms.Form):
    """The room of an authority; empty follows the settings of the instance."""

    mb = forms.IntegerField(
        label=_("Megabytes of files"), min_value=0, max_value=LARGEST_MB, required=False
    )
    count = forms.IntegerField(
        label=_("Number of files"), min_value=0, max_value=MOST_FILES, required=False
    )


class LimitsForm(forms.Form):
    """What an authority may take; empty follows the settings of the instance, 0 is no limit."""

    statement_seconds = forms.IntegerField(
        label=_("Seconds of one query of a page"), min_value=0, max_value=3_600, required=False
    )
    requests_per_minute = forms.IntegerField(
        label=_("Pages and calls of the API in a minute"), min_value=0, max_value=1_000_000,
        required=False,
    )  # fmt: skip
    jobs_at_once = forms.IntegerField(
        label=_("Jobs at the same time"), min_value=0, max_value=100, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        common = values.of_instance()
        for name, field in self.fields.items():
            most = getattr(common, name)
            field.help_text = (
                _("Of the instance: %(number)s") % {"number": number_words(most)}
                if most
                else _("Of the instance: no limit")
            )


class DomainForm(forms.Form):
    """A domain of addresses, and the territory whose authority they are of."""

    domain = forms.CharField(
        label=_("Domain"), max_length=200, help_text=_("What follows the @: angers.fr")
    )
    territory = forms.CharField(
        label=_("Territory"), max_length=100, help_text=_("Its name, its INSEE code or its SIREN.")
    )


class TypedForm(forms.Form):
    typed = forms.CharField(label=_("Type its name to confirm"), max_length=200)


class DepartureForm(TypedForm):
    """The address of one's account, and its password where it has one, to delete it."""

    typed = forms.CharField(label=_("Type your e-mail address to confirm"), max_length=254)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not person.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not the password of your account."))
        return password
