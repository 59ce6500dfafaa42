"""The register of actors: its form, its list, its invitations, its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell
from jalons.foundation.design.fields import LongText
from jalons.foundation.imports.declaration import Import
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.publishing.models import Published
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.foundation.register.models import Change
from jalons.kernel.tables import package_table
from jalons.strategy.engine.roadmap.actors import same_name
from jalons.strategy.web.actors import queries
from jalons.strategy.web.actors.models import Actor, ActorInvitation, commitments
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap import wording
from jalons.tabular.persons import persons_in

PUBLIC = (  # of the API
    "name", "organisation", "kind", "state", "role", "brings", "signed", "signed_on",
    "signed_link", "commitments", "actions", "consent_on", "consent_how", "named",
)  # fmt: skip
CONSENTS = (("oui", gettext_lazy("agreed to be named")), ("non", gettext_lazy("did not agree yet")))


class ActorForm(RecordForm[Actor]):
    """What is known of an actor; the box about its name comes when it looks like a person."""

    sections = (
        Section(gettext_lazy("Which organisation"), ("name", "organisation", "kind", "state")),
        Section(gettext_lazy("Its part"), ("role", "brings", "commitments", "actions")),
        Section(gettext_lazy("What it signed"), ("signed", "signed_on", "signed_link")),
        Section(gettext_lazy("May it be named in public?"), ("consent_on", "consent_how")),
        Section(gettext_lazy("Inside only"), ("contact",)),
    )

    class Meta:
        model = Actor
        fields = (
            "name", "organisation", "kind", "state", "role", "brings", "signed", "signed_on",
            "signed_link", "commitments", "actions", "consent_on", "consent_how", "contact",
        )  # fmt: skip
        field_classes = {"role": LongText, "brings": LongText, "contact": LongText}
        widgets = {"actions": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self["name"].value() or ""
        read = self.instance.organisation and same_name(name) == same_name(self.instance.name)
        if read or not persons_in(name):
            del self.fields["organisation"]
        choices = self.fields["actions"].queryset.order_by("number", "title")  # type: ignore[attr-defined]
        self.fields["actions"].queryset = choices  # type: ignore[attr-defined]
        self.fields["actions"].label_from_instance = numbered  # type: ignore[attr-defined]
        if not choices.exists():
            del self.fields["actions"]


class InvitationForm(RecordForm[ActorInvitation]):
    """An invitation: when, to what, and what came of it."""

    class Meta:
        model = ActorInvitation
        fields = ("on", "to", "answered", "came")


class ActorFilter(RecordFilter):
    """Which actors are wanted; the words of the address are French, those of the API the fields."""

    nature = one_of("kind", pgettext_lazy("actor", "Kind"), Actor.Kind.choices)
    etat = one_of("state", gettext_lazy("State"), Actor.State.choices)
    engagement = one_of("commitment", gettext_lazy("Commitment"), commitments, "serving")
    accord = one_of("consent", gettext_lazy("To be named in public"), CONSENTS, "agreeing")

    class Meta:
        model = Actor
        fields = ()

    def serving(self, rows: QuerySet[Actor], _name: str, value: str) -> QuerySet[Actor]:
        listed = rows.order_by().values_list("pk", "commitments")
        return rows.filter(pk__in=[pk for pk, numbers in listed if int(value) in numbers])

    def agreeing(self, rows: QuerySet[Actor], _name: str, value: str) -> QuerySet[Actor]:
        agreed = queries.agreeing(rows).order_by().values("pk")
        return rows.filter(pk__in=agreed) if value == "oui" else rows.exclude(pk__in=agreed)


def numbered(action: Any) -> str:
    return f"{action.number} {action.title}".strip()


def named_actions(authority: Authority) -> list[tuple[str, Model]]:
    """What a file may call the actions: their number, their title, or both."""
    return [
        (name, action)
        for action in roadmap.actions(authority)
        for name in (action.number, action.title, numbered(action))
        if name
    ]


def headline(rows: QuerySet[Actor]) -> str:
    """How many actors there are, how many are engaged, how many may be named."""
    count, agreed = rows.count(), queries.agreeing(rows).count()
    if not count:
        return _("No actor is in the register yet.")
    engaged = rows.filter(state=Actor.State.ENGAGED).count()
    counted = (
        (count, ngettext("%(count)s actor in the register", "%(count)s actors in the register",
                         count)),
        (engaged, ngettext("%(count)s engaged", "%(count)s engaged", engaged)),
        (agreed, ngettext("%(count)s agreed to be named", "%(count)s agreed to be named",
                          agreed)),
    )  # fmt: skip
    return f"{', '.join(words % {'count': number} for number, words in counted)}."


def linked(actor: Actor) -> str:
    return "\n".join(map(numbered, actor.actions.all()))


def consent(actor: Actor) -> str:
    return _("agreed") if actor.agreed else _("not yet")


def signature(actor: Actor) -> Cell:
    """What an actor signed, with its link."""
    words = actor.signed or (actor.signed_link and _("read it")) or "–"
    return Cell(words, url=actor.signed_link)


def served(actor: Actor) -> str:
    return ", ".join(map(wording.commitment, actor.commitments))


def withdraw(authority: Authority, changes: Sequence[Change]) -> None:
    """Remove from the public page the actors that no longer agree; they stay removed."""
    agreed = {str(each.urn) for each in queries.agreed(authority)}
    gone = {change.urn for change in changes} - agreed
    Published.objects.of(authority).filter(urn__in=gone).delete()


actors = Register(
    Actor,
    "actor",
    ActorForm,
    List(
        "name",
        "kind",
        "state",
        Column(gettext_lazy("What it is asked to do"), lambda each: each.role[:120]),
        "signed",
        Column(gettext_lazy("To be named in public"), consent, sort="consent_on"),
        search=("name", "role", "brings", "signed"),
        filter=ActorFilter,
        sort="name",
        bulk=("kind", "state"),
        headline=headline,
        per_page=20,
        file=(
            "name", "kind", "state", "role", "brings", "signed", "signed_on", "signed_link",
            Column(gettext_lazy("commitments"), lambda each: ", ".join(map(str, each.commitments))),
            Column(gettext_lazy("actions concerned"), linked), "consent_on", "consent_how",
        ),
    ),
    rows=queries.rows,
    parts=(
        Part(ActorInvitation, InvitationForm, "invitations", gettext_lazy("Invitations"),
             gettext_lazy("Record an invitation"), List("to", "on", "answered", "came")),
    ),
    private=frozenset({"contact"}),
    after=withdraw,
    templates="strategy/actors",
)  # fmt: skip
_words = package_table("jalons.strategy", "actor_words")
actors_file = Import(
    actors,
    key="name",
    also=_words["columns"],
    words={"kind": _words["kind"], "state": _words["state"]},
    names={"actions": named_actions},
    rest="contact",
)
