"""The registers of the documents, from draft to signed off, and of their Word templates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm
from jalons.strategy.web.statutory.forms import SubjectForm
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate

State = StatutoryDocument.State


class TemplateNameForm(RecordForm[WordTemplate]):
    class Meta:
        model = WordTemplate
        fields = ("name",)


documents = Register(
    StatutoryDocument,
    "document",
    SubjectForm,
    List("kind", "year", "edition", "state"),
    moves=(
        Move("review", _("Send to review"), (State.DRAFT,), State.REVIEW),
        Move("draft", _("Back to draft"), (State.REVIEW,), State.DRAFT),
    ),
)
templates = Register(
    WordTemplate, "document_template", TemplateNameForm, List("name", "created_at"), write=Role.LEAD
)
