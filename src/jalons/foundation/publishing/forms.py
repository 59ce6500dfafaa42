"""The forms of the public page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.merge_forms import MergingModelForm
from jalons.foundation.publishing.models import PublicPage
from jalons.tabular.persons import persons_in

LONGEST = 4000  # characters of the introduction


class TextsForm(MergingModelForm[PublicPage]):
    """The introduction and the contact; a name that looks like somebody's must be confirmed."""

    class Meta:
        model = PublicPage
        fields = ("introduction", "contact_role", "contact_address")
        widgets = {"introduction": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "introduction": _("A few plain sentences for those who live here. No name is needed."),
            "contact_role": _("For instance: digital department."),
            "contact_address": _("For instance numerique@agglo.fr, or the page of a form."),
        }

    named = forms.BooleanField(
        required=False,
        label=_("I know that this may name a person, who agrees to be public"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = False
        self.fields["introduction"].validators.append(MaxLengthValidator(LONGEST))
        self.fields["named"].show_hidden_initial = False

    def clean_contact_address(self) -> str:
        address = str(self.cleaned_data["contact_address"]).strip()
        if not address:
            return ""
        check = EmailValidator() if "@" in address else URLValidator(schemes=["http", "https"])
        try:
            check(address)
        except ValidationError as error:
            raise ValidationError(
                _("Type an e-mail address, or the address of a page that starts with https://.")
            ) from error
        return address

    def clean(self) -> dict[str, Any]:
        """Refuse what looks like a person's name, until somebody says they know."""
        cleaned = super().clean()
        for name in ("introduction", "contact_role", "contact_address"):
            if not cleaned.get("named") and persons_in(str(cleaned.get(name) or "")):
                self.asks = True
                self.add_error(
                    name,
                    _(
                        "This looks like the name of a person. Prefer a role and a shared address;"
                        " otherwise tick the box below."
                    ),
                )
        return cleaned
