"""The registers of the queue: requests, services that receive them, rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.ailibrary.web.queue import actions, learning, queries, suggesters
from jalons.ailibrary.web.queue.models import (
    Channel,
    Contestation,
    QueueItem,
    QueueRules,
    ReceivingService,
)
from jalons.ailibrary.web.queue.pseudonyms import digest_of_text
from jalons.ailibrary.web.recipes import usage
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.own_samples import own_sample
from jalons.ailibrary.web.recipes.panels import panels
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.design.panels import Panel
from jalons.foundation.imports import reading
from jalons.foundation.imports.declaration import Import
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm, form_of
from jalons.tabular.persons import persons_in
from jalons.tabular.rows import read_rows
from jalons.wording import join_words

State = QueueItem.State
MARKS = {State.WAITING: "walk", State.DEFERRED: "idle", State.SPLIT: "late", State.DECIDED: "ok",
         State.CONTESTED: "late"}  # fmt: skip
AGES = {"7": gettext_lazy("more than a week"), "30": gettext_lazy("more than a month"),
        "90": gettext_lazy("more than three months")}  # fmt: skip
PUBLIC = ("reference", "channel", "received_on", "state", "decided_to")


class ItemForm(RecordForm[QueueItem]):
    """A request typed by an agent; what looks like a person is pointed at, and confirmed."""

    class Meta:
        model = QueueItem
        fields = ("text", "channel", "reference", "received_on")

    def __init__(self, data: Any = None, *, instance: QueueItem, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        if data and persons_in(str(data.get("text", ""))):
            label = _("I read the text again: leave it as it is")
            self.fields["as_it_is"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        found = persons_in(cleaned.get("text") or "")
        if found and "text" in self.changed_data and not cleaned.get("as_it_is"):
            words = join_words((f"“{each.words}”" for each in found[:3]), lang())
            text = _("This looks like a person: %(words)s. Take it out, or tick the box below.")
            self.add_error("text", text % {"words": words})
        return cleaned


class ReceivingServiceForm(RecordForm[ReceivingService]):
    class Meta:
        model = ReceivingService
        fields = ("name", "themes")


class ItemFilter(RecordFilter):
    etat = one_of("state", gettext_lazy("State"), State.choices)
    canal = one_of("channel", gettext_lazy("Channel"), Channel.choices)
    age = one_of("received_on", pgettext_lazy("request", "Waiting for"), tuple(AGES.items()),
                 method="older")  # fmt: skip
    service = django_filters.ModelChoiceFilter(  # type: ignore[no-untyped-call]
        field_name="decided_to", label=gettext_lazy("Sent to"),
        queryset=QuerySet(ReceivingService).none(),  # those of the authority, once it is known
        empty_label=pgettext_lazy("filter", "any"),
    )  # fmt: skip

    class Meta:
        model = QueueItem
        fields = ()

    def older(self, rows: QuerySet[QueueItem], _name: str, value: str) -> QuerySet[QueueItem]:
        """Those that wait for more days than that."""
        waiting = (State.WAITING, State.DEFERRED, State.SPLIT)
        day = timezone.localdate() - timedelta(days=int(value))
        return rows.filter(state__in=waiting, received_on__lt=day)


def state_cell(found: QueueItem) -> Cell:
    """The state of a request, as a mark."""
    return Cell("", mark=found.get_state_display(), mark_kind=MARKS[State(found.state)])


def answer_cell(found: Contestation) -> Cell:
    """What a contestation waits for."""
    if found.is_late:
        return Cell("", mark=_("answer overdue"), mark_kind="late")
    kind = "ok" if found.outcome else "walk"
    return Cell("", mark=found.get_outcome_display(), mark_kind=kind)


def _services(rows: QuerySet[ReceivingService]) -> str:
    if not (count := rows.count()):
        return _("Which services receive requests?")
    text = ngettext("%(count)s service receives requests", "%(count)s services receive requests",
                    count)  # fmt: skip
    return text % {"count": number_words(count)}


items = Register(
    QueueItem, "queue_item", ItemForm,
    List(Column(gettext_lazy("Request"), str), "channel", "received_on",
         Column(gettext_lazy("State"), state_cell, sort="state"), "decided_to",
         filter=ItemFilter, sort="received_on", headline=queries.headline, file=PUBLIC),
    rows=queries.items,
    parts=(Part(Contestation, form_of(Contestation, "channel", "received_on", "text"),
                "contestations", gettext_lazy("Objections"),
                gettext_lazy("Enter an objection"),
                List("received_on", "channel", "answer_by",
                     Column(gettext_lazy("Outcome"), answer_cell))),),
    private=frozenset({"text", "digest"}), after=actions.after, templates="ailibrary/queue",
)  # fmt: skip
destinations = Register(
    ReceivingService, "queue_service", ReceivingServiceForm,
    List("name", Column(gettext_lazy("Themes"), lambda each: ", ".join(each.themes)),
         sort="name", headline=_services),
    write=Role.LEAD, templates="ailibrary/services",
)  # fmt: skip
rules = Register(
    QueueRules, "queue_rules",
    form_of(QueueRules, "reviewers", "purge_days", "drills", "informed_on"), List("recipe"),
    write=Role.LEAD,
)  # fmt: skip


class RequestsImport(Import):
    """Requests of a file: the same reference, or the same text of the same day, comes once."""

    def rows(self, authority: Authority, found: Any) -> list[reading.Row]:
        """The rows as new requests; those already there change nothing.

        Only the requests the file may repeat are read: the queue may have a million.
        """
        read = list(read_rows(found.table, found.proposal.mapping, found.fields))
        day = timezone.localdate()
        texts = [str(row.values.get("text", "")) for row in read]
        digests = [digest_of_text(authority, text) for text in texts]
        references = {str(row.values.get("reference", "")) for row in read} - {""}
        rows = living(QueueItem, authority).defer("text", "suggestion")
        known: dict[Any, QueueItem] = {}
        for each in rows.filter(digest__in=set(digests)):
            known[each.digest, each.reference, each.received_on] = each
        for each in rows.filter(reference__in=references):
            known[each.reference] = each
        made = []
        for row, digest in zip(read, digests, strict=True):
            values = dict(row.values)
            key = digest, str(values.get("reference", "")), values.get("received_on", day)
            label = str(values.get("reference") or f"{row.number}")
            why = " ".join(notice.message(lang()) for notice in row.notices)
            there = known.get(values.get("reference") or key)
            if why:
                made.append(reading.Row(row.number, label, None, {}, why=why))
                continue
            record = there or QueueItem(authority=authority)
            known[values.get("reference") or key] = record
            made.append(reading.Row(row.number, label, record, {} if there else values))
        return made


items_file = RequestsImport(items, "text", also={
    "text": ("demande", "message", "texte", "objet", "contenu", "description"),
    "channel": ("canal", "origine", "voie"),
    "reference": ("numéro", "n°", "id", "référence", "ticket"),
    "received_on": ("date", "reçue le", "date de réception", "créée le"),
}, words={"channel": {
    "mail": ("mail", "courriel", "email"), "form": ("formulaire", "web", "site"),
    "phone": ("tél", "téléphone", "appel"), "desk": ("guichet", "accueil"),
    "letter": ("courrier", "lettre"),
}})  # fmt: skip


# What the queue says elsewhere --------------------------------------------------------------------


def _panel(use: RecipeUse) -> Panel | None:
    """The queue, on the page of a recipe that it uses."""
    if use.key not in dict(suggesters.recipe_choices()):
        return None
    found = queries.rules_of(use.authority, use.key)
    mark = _("suggestions suspended") if found.suspended else ""
    url = reverse("queue_item_list", args=[use.authority.slug])
    return Panel(queries.figure(use.authority), url=url, action=_("Open the queue"), mark=mark,
                 mark_kind="late")  # fmt: skip


panels.add("queue", gettext_lazy("Requests to decide"), _panel)
usage.counts("orientation", queries.usage)
own_sample("orientation", learning.decided)
