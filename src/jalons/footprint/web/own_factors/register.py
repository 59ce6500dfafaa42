"""The register of the factors an authority brought: their terms, their list, what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Change


class TermsForm(RecordForm[OwnFactorFile]):
    """The licence of one's factors, and whether their values may be shown."""

    class Meta:
        model = OwnFactorFile
        fields = ("licence", "shown")


def check_again(authority: Authority, changes: Sequence[Change]) -> None:
    """Start checking the files that changed, and computing again what uses them."""
    from jalons.footprint.web.own_factors.actions import start_check  # loaded for a change only

    for change in changes:
        start_check(authority, change)


def _rows(name: str) -> Callable[[OwnFactorFile], float | None]:
    return lambda each: each.outcome.get(name)


factor_files = Register(
    OwnFactorFile,
    "footprint_factor_file",
    TermsForm,
    List(
        Column(
            gettext_lazy("File"),
            lambda each: Cell(each.name, mark=each.get_state_display()),
            sort="name",
        ),
        Column(
            gettext_lazy("Brought on"), lambda each: day_words(each.created_at), sort="created_at"
        ),
        Column(gettext_lazy("Licence"), lambda each: each.licence or _("not stated")),
        Column(gettext_lazy("Values"), lambda each: _("shown") if each.shown else _("hidden")),
        Column(gettext_lazy("Rows taken"), _rows("used"), numeric=True),
        Column(gettext_lazy("Rows refused"), _rows("refused"), numeric=True),
        search=("name", "licence"),
        sort="-created_at",
    ),
    delete=Role.CONTRIBUTOR,
    after=check_again,
    templates="footprint/factor_files",
)
