"""What an authority shares, as a record: one for each authority, on a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.models import Repository
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Verb
from jalons.foundation.listing.declaration import List
from jalons.foundation.publishing.queries import page_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import Section, form_of


def refusal(found: Repository) -> str:
    """Why an authority cannot begin to share, with the way out; empty when it can."""
    if not found.authority.may_publish:
        return _("A trial, or an authority that is not approved yet, shares nothing.")
    if not found.root_digest:
        return _("Choose first what is shared: the keys are made then.")
    if not found.kinds:
        return _("Choose at least one kind of files.")
    if not found.paper_printed_on:
        return _("Print the rescue key first, and type two of its groups.")
    if not page_of(found.authority).is_open:
        return _("Open your public page first: only what everybody may read is shared.")
    return ""


class SirenField(forms.CharField):
    """A SIREN as people paste it, with spaces."""

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        del max_length  # it would cut the last digits of what is pasted
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Its digits alone."""
        return "".join(str(super().to_python(value)).split())


repositories = Register(
    Repository, "sharing",
    form_of(Repository, siren=SirenField, sections=(
        Section(gettext_lazy("Who shares"), ("siren", "name", "address")),
        Section(gettext_lazy("What is shared"), ("kinds",)),
    )),
    List("name", "siren", headline=queries.headline_of),
    moves=(
        Move("start", gettext_lazy("Share with other territories"), (False,), field="active",
             target=True, role=Role.ADMINISTRATOR, needs=refusal, verb=Verb.OPENED),
        Move("stop", gettext_lazy("Stop sharing"), (True,), field="active", target=False,
             role=Role.ADMINISTRATOR, verb=Verb.CLOSED),
    ),
    write=Role.ADMINISTRATOR, delete=Role.ADMINISTRATOR,
)  # fmt: skip
