"""The register of procedures and their ways."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.components import Cell
from jalons.foundation.imports.declaration import Import
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.engine.procedures import rules
from jalons.inclusion.engine.procedures.usual import bounds
from jalons.inclusion.web.procedures import indicators, queries
from jalons.inclusion.web.procedures.models import Channel, Procedure, domains
from jalons.wording import join_words

PUBLIC = ("name", "domain", "online", "people")


class ProcedureForm(RecordForm[Procedure]):
    class Meta:
        model = Procedure
        fields = PUBLIC


class ChannelForm(RecordForm[Channel]):
    sections = (
        Section(_("Which way"), ("way", "place", "commune", "phone", "hours")),
        Section(_("On what conditions"), ("delay", "cost", "languages", "accessible")),
        Section(_("Checked by somebody"), ("checked_on", "proof")),
    )

    class Meta:
        model = Channel
        fields = (
            "way", "place", "commune", "phone", "hours", "delay", "cost", "languages",
            "accessible", "checked_on", "proof",
        )  # fmt: skip


class ProcedureFilter(RecordFilter):
    domaine = one_of("domain", _("Domain"), domains)
    en_ligne = one_of("online", _("Online"), [each for each in Procedure.Online.choices if each[0]])

    class Meta:
        model = Procedure
        fields = ()


def ways(procedure: Procedure) -> str:
    """The ways people have, once each."""
    known = dict.fromkeys(str(each.get_way_display()) for each in procedure.channels.all())
    return join_words(list(known), "fr") if known else "–"


def state(procedure: Procedure) -> Cell:
    """Whether it can be done without the internet."""
    verdict = rules.judge(procedure.judged(), bounds(), timezone.localdate())
    if not verdict.is_covered:
        return Cell("", mark=str(_("no human way")), mark_kind="late")
    if not verdict.checked:
        return Cell("", mark=str(_("to check")), mark_kind="walk")
    return Cell("", mark=str(_("without the internet")), mark_kind="ok")


procedures = Register(
    Procedure,
    "procedure",
    ProcedureForm,
    List("name", "domain", "online", "people", Column(_("Ways"), ways), Column(_("State"), state),
         search=("name",), filter=ProcedureFilter, sort="domain", bulk=("domain", "online"),
         headline=queries.headline),
    rows=queries.rows,
    parts=(
        Part(Channel, ChannelForm, "voies", _("Ways to do it"), _("Add a way"),
             List("way", "place", "phone", "hours", "checked_on")),
    ),
    after=indicators.publish,
    templates="inclusion/procedures",
)  # fmt: skip
procedures_file = Import(procedures, key="name")
