"""The register of dashboards: list, title, audience."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Verb
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm

from . import queries
from .models import Dashboard

INTERNAL, OPEN = Dashboard.Audience


class TitleForm(RecordForm[Dashboard]):
    """The title of a dashboard; tiles have their own forms."""

    class Meta:
        model = Dashboard
        fields = ("name",)


def headline(boards: QuerySet[Dashboard]) -> str:
    if not (total := boards.count()):
        return gettext("No dashboard shows yet what the sensors say.")
    text = ngettext(
        "%(number)s dashboard shows what the sensors say.",
        "%(number)s dashboards show what the sensors say.",
        total,
    )
    return text % {"number": total}


boards = Register(
    Dashboard,
    "twin_dashboard",
    TitleForm,
    List(
        "name",
        Column(_("Tiles"), lambda each: len(each.tiles), numeric=True),
        "audience",
        search=("name",),
        sort="position",
        headline=headline,
        per_page=50,
    ),
    rows=queries.every,
    moves=(
        Move("open", _("Open it to everybody"), (INTERNAL,), OPEN, "audience", Role.LEAD,
             verb=Verb.PUBLISHED),
        Move("close", _("Back to the authority alone"), (OPEN,), INTERNAL, "audience", Role.LEAD,
             verb=Verb.WITHDRAWN),
    ),
    templates="twin/dashboards",
)  # fmt: skip
