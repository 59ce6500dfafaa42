"""The register of lots: their form, their steps, their files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section, form_of
from jalons.reuse.engine.lots.tasks import refusals
from jalons.reuse.web.lots import queries
from jalons.reuse.web.lots.actions import follow
from jalons.reuse.web.lots.models import Lot, LotFile
from jalons.reuse.words.lots import missing_words

S = Lot.State
MOST_BYTES = 10_000_000
ABOUT = ("name", "route", "taker", "committed_on")
COLLECTION = ("place", "ready_on", "collect_by", "weight")
DISPOSAL = ("waste_origin", "recycled_on", "recycler", "disposal_number", "disposal_note")
PUBLIC = (*ABOUT, "state", "agreed_on", "collected_on", *COLLECTION, *DISPOSAL)  # of the API


SECTIONS = (
    Section(gettext_lazy("The lot"), ABOUT),
    Section(gettext_lazy("Its collection"), COLLECTION),
    Section(gettext_lazy("Its recycling"), DISPOSAL),
)


class LotFileForm(RecordForm[LotFile]):
    """What a file of a lot is; the file itself is brought once."""

    class Meta:
        model = LotFile
        fields = ("kind", "name", "done_on", "count", "households")


class BringForm(LotFileForm):
    """A photo or a signed paper, and what it is."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=FileDrop(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        help_text=gettext_lazy(
            "PDF, or a photo, of 10 MB at most; the place of a photo is removed."
        ),
    )

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        return self.cleaned_data["file"]


def _step(name: str, label: Any, source: tuple[Any, ...], target: Any, dated: str = "") -> Move:
    def needs(lot: Lot) -> str:
        found = refusals(queries.facts(lot), name)
        return _("Missing: %(things)s.") % {"things": missing_words(found, lang())} if found else ""

    return Move(name, label, source, target, needs=needs, dated=dated)


def _unpublished(lot: Lot) -> str:
    return "" if lot.has_left else _("Passports are public once the lot has left.")


lots = Register(
    Lot,
    "lot",
    form_of(Lot, sections=SECTIONS),
    List("name", "state", "route", "taker",
         Column(gettext_lazy("Devices"), lambda each: each.count, sort="count", numeric=True),
         "collected_on", search=("name", "place", "recycler"), filter=filter_of(Lot, etat="state"),
         sort="-collected_on", headline=queries.headline, file=PUBLIC),
    rows=queries.rows,
    moves=(
        _step("offer", gettext_lazy("Offer"), (S.OPEN,), S.OFFERED),
        _step("agree", gettext_lazy("Agreement signed"), (S.OPEN, S.OFFERED), S.AGREED,
              "agreed_on"),
        _step("collect", gettext_lazy("Lot collected"), (S.AGREED,), S.COLLECTED, "collected_on"),
        _step("prove", gettext_lazy("Reuse proved"), (S.COLLECTED,), S.PROVED),
        _step("dispose", gettext_lazy("Recycling certified"), (S.COLLECTED,), S.DISPOSED),
        Move("reopen", gettext_lazy("Reopen"), (S.OFFERED, S.AGREED), S.OPEN),
        Move("show", gettext_lazy("Publish its passports"), (False,), target=True,
             field="shows_passports", role=Role.ADMINISTRATOR, needs=_unpublished),
        Move("hide", gettext_lazy("Stop publishing its passports"), (True,), target=False,
             field="shows_passports"),
    ),
    parts=(
        Part(LotFile, LotFileForm, "pieces", gettext_lazy("Photos and signed papers"),
             gettext_lazy("Attach a photo or a signed paper"),
             List("name", "kind", "done_on", "count")),
    ),
    after=follow,
    templates="reuse/lots",
)  # fmt: skip
