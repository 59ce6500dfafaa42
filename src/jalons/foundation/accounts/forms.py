"""What people type about themselves, their colleagues and their authority."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority, Role, User

STAFF_MAX = 200_000  # the largest French local authority employs about 55,000 people (Paris)


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.CONTRIBUTOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class StaffForm(forms.ModelForm[Authority]):
    staff = forms.IntegerField(
        label=_("Staff members"),
        required=False,
        min_value=1,
        max_value=STAFF_MAX,
        help_text=_(
            "Permanent and temporary staff, in people. Leave it empty if you do not know:"
            " figures per staff member will say so."
        ),
    )

    class Meta:
        model = Authority
        fields = ["staff"]


class RequestForm(forms.ModelForm[Authority]):
    """What the administrators of the instance should know before they approve a workspace."""

    request = forms.CharField(
        label=_("Your message"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Your function, the telephone of your town hall, the name of somebody who can confirm."
        ),
    )

    class Meta:
        model = Authority
        fields = ["request"]


class FirstAdministratorForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("12 characters at least; a few words are easier to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password"):
            try:
                person = User(email=cleaned.get("email", ""))
                password_validation.validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class TerritorySearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name of your territory"), max_length=100, help_text=_("For example: Dunkerque")
    )
