"""The registers of scenarios and of the snapshots they run on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.page_language import moment_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm

from . import queries
from .models import TwinSnapshot, WhatIf

PER_PAGE = 10


class NameForm(RecordForm[WhatIf]):
    """The name and the note of a scenario; changes have their own forms."""

    class Meta:
        model = WhatIf
        fields = ("name", "note")


class SnapshotForm(RecordForm[TwinSnapshot]):
    """The name of a snapshot; its content never changes."""

    class Meta:
        model = TwinSnapshot
        fields = ("name",)


def headline(whatifs: QuerySet[WhatIf]) -> str:
    if not (total := whatifs.count()):
        return gettext("Try a decision before you take it.")
    text = ngettext(
        "%(number)s scenario compares a decision with today.",
        "%(number)s scenarios compare decisions with today.",
        total,
    )
    return text % {"number": total}


whatifs = Register(
    WhatIf,
    "twin_whatif",
    NameForm,
    List(
        "name",
        Column(_("On the twin of"), lambda each: moment_words(each.snapshot.taken_at)),
        Column(_("Changes"), lambda each: len(each.changes), numeric=True),
        Column(_("Note"), lambda each: Truncator(each.note).chars(80)),
        search=("name", "note"),
        headline=headline,
        per_page=PER_PAGE,
    ),
    delete=Role.CONTRIBUTOR,
    rows=queries.whatifs,
    templates="twin/whatif",
)
# after the scenarios: those in the trash are erased first, which leaves their snapshots free to go
snapshots = Register(
    TwinSnapshot,
    "twin_snapshot",
    SnapshotForm,
    List("name", "taken_at", "entities", search=("name",), per_page=PER_PAGE),
    delete=Role.CONTRIBUTOR,
    rows=queries.snapshots,
    templates="twin/whatif/pictures",
)
