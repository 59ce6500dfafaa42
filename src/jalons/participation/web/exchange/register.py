"""The files of answers brought from other platforms."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.participation.web.exchange import queries
from jalons.participation.web.exchange.models import AnswerImport
from jalons.participation.words.exchange import format_words


class ImportForm(RecordForm[AnswerImport]):
    class Meta:
        model = AnswerImport
        fields = ("note",)


def platform(found: AnswerImport) -> str:
    """What the file is an export of."""
    return format_words(found.format, lang())


def headline(rows: QuerySet[AnswerImport]) -> str:
    """How many files were brought, and how many wait for a person."""
    states = list(rows.values_list("state", flat=True))
    if not states:
        return _("No answer was brought from another platform yet.")
    words = ngettext("%(count)s file of answers brought", "%(count)s files of answers brought",
                     len(states)) % {"count": len(states)}  # fmt: skip
    if waits := states.count(AnswerImport.State.TO_CHECK):
        more = ngettext(", %(count)s to check.", ", %(count)s to check.", waits)
        return words + more % {"count": waits}
    return f"{words}."


imports = Register(
    AnswerImport, "answer_import", ImportForm,
    List("name", Column(gettext_lazy("Export of"), platform), "consultation", "state",
         "imported_on", search=("name", "note"), sort="-imported_on", headline=headline),
    write=Role.CONTRIBUTOR, delete=Role.LEAD, rows=queries.imports,
    templates="participation/exchange",
)  # fmt: skip
