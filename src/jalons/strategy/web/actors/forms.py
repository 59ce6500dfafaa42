"""What people say of the actors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.design.fields import LongText
from jalons.foundation.design.merging import MergingForm
from jalons.foundation.design.widgets import FileDrop
from jalons.strategy.engine.actor_reading import MOST
from jalons.strategy.store import manifesto
from jalons.strategy.web.actors import queries
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.fields import capitalised, day
from jalons.tabular.persons import persons_in

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Which organisation"), ("name", "organisation", "kind", "state")),
    (gettext_lazy("Its part"), ("role", "brings", "commitments", "actions")),
    (gettext_lazy("What it signed"), ("signed", "signed_on", "signed_link")),
    (gettext_lazy("May it be named in public?"), ("consent_on", "consent_how")),
    (gettext_lazy("Inside only"), ("contact",)),
)


class ActorForm(MergingForm):
    """An actor, new or changed; ``values()`` is what the actions take."""

    name = forms.CharField(
        label=gettext_lazy("organisation"),
        help_text=gettext_lazy("The name of an organisation, never that of a person."),
        max_length=200,
    )
    organisation = forms.BooleanField(
        label=gettext_lazy("I read this name: it is that of an organisation"), required=False
    )
    kind = forms.ChoiceField(label=pgettext_lazy("actor", "kind"), choices=Actor.Kind.choices)
    state = forms.ChoiceField(label=gettext_lazy("state"), choices=Actor.State.choices)
    role = LongText(label=gettext_lazy("what it is asked to do"), required=False, max_length=2000)
    brings = LongText(label=gettext_lazy("what it brings"), required=False, max_length=2000)
    commitments = forms.MultipleChoiceField(
        label=gettext_lazy("commitments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    actions = forms.MultipleChoiceField(
        label=gettext_lazy("actions concerned"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    signed = forms.CharField(
        label=gettext_lazy("what it signed"),
        help_text=gettext_lazy("A charter, an agreement: its title."),
        max_length=200,
        required=False,
    )
    signed_on = day(gettext_lazy("signed on"))
    signed_link = forms.URLField(
        label=gettext_lazy("address of what it signed"), required=False, assume_scheme="https"
    )
    consent_on = day(
        gettext_lazy("agreed to be named on"),
        help_text=gettext_lazy("Empty while it did not agree: it is then counted, never named."),
    )
    consent_how = forms.CharField(
        label=gettext_lazy("how it agreed"),
        help_text=gettext_lazy("A letter, an e-mail, the minutes of a meeting."),
        max_length=200,
        required=False,
    )
    contact = LongText(
        label=gettext_lazy("contact person (confidential)"),
        help_text=gettext_lazy("Seen by contributors and above; never published."),
        required=False,
        max_length=20_000,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, initial=_initial(actor), **kwargs)
        held = roadmap.actions(actor.authority).order_by("number", "title")
        choices = {
            "commitments": [
                (str(each.number), wording.commitment(each.number))
                for each in manifesto().commitments
            ],
            "actions": [
                (str(pk), f"{number} {title}".strip())
                for pk, number, title in held.values_list("pk", "number", "title")
            ],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        if not choices["actions"]:
            del self.fields["actions"]
        self.looks_like = ""
        capitalised(self)

    def clean(self) -> dict[str, Any]:
        """Refuse half a consent, the name of another actor, and one that looks like a person."""
        cleaned = super().clean()
        name = " ".join(cleaned.get("name", "").split())
        if bool(cleaned.get("consent_on")) != bool(cleaned.get("consent_how", "").strip()):
            missing = "consent_how" if cleaned.get("consent_on") else "consent_on"
            self.add_error(missing, _("A consent has a day, and a way it was obtained: say both."))
        if held := queries.namesake(self.actor.authority, name, but=self.actor.pk):
            self.add_error("name", _("“%(name)s” is in the register already.") % {"name": held})
        found = persons_in(name) if name != self.actor.name else ()
        if found and not cleaned.get("organisation"):
            self.looks_like = found[0].words
            self.add_error(
                "name",
                _("“%(words)s” looks like a person: put people in the contact, below. If it is the"
                  " name of an organisation, tick the box.") % {"words": found[0].words},
            )  # fmt: skip
        return cleaned

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by short sections; the box about the name only when it is wanted."""
        return [
            (str(title), [self[name] for name in names
                          if name in self.fields and (name != "organisation" or self.looks_like)])
            for title, names in SECTIONS
        ]  # fmt: skip

    def values(self) -> dict[str, Any]:
        """The values by name of the actor."""
        held = dict(self.cleaned_data)
        held.pop("organisation")
        held["commitments"] = sorted(map(int, held["commitments"]))
        if "actions" in held:
            held["actions"] = [UUID(each) for each in held["actions"]]
        return held


def _initial(actor: Actor) -> dict[str, Any]:
    names = ("name", "kind", "state", "role", "brings", "signed", "signed_on", "signed_link",
             "consent_on", "consent_how", "contact")  # fmt: skip
    linked = () if actor.is_new else actor.actions.filter(deleted_at=None)
    return {name: getattr(actor, name) for name in names} | {
        "commitments": [str(each) for each in actor.commitments],
        "actions": [str(each.pk) for each in linked],
    }


class PartForm(MergingForm):
    """A form on a part of a sheet; ``initial`` is what is stored now."""

    def __init__(self, *args: Any, part: Any, **kwargs: Any) -> None:
        self.part = part
        initial = {name: getattr(part, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        capitalised(self)


class InvitationForm(PartForm):
    """An invitation: when, to what, and what came of it."""

    on = day(gettext_lazy("invited on"))
    to = forms.CharField(
        label=gettext_lazy("invited to"),
        help_text=gettext_lazy("A meeting, a consultation, a workshop."),
        max_length=200,
    )
    answered = forms.ChoiceField(
        label=gettext_lazy("answered"), choices=ActorInvitation.Known.choices
    )
    came = forms.ChoiceField(label=gettext_lazy("came"), choices=ActorInvitation.Known.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True


class RegisterFileForm(forms.Form):
    """A list of partners to bring."""

    file = forms.FileField(
        label=gettext_lazy("Your list of partners"),
        help_text=gettext_lazy(
            "A spreadsheet (XLSX, XLS, ODS) or a CSV, one organisation per line: at most 1 MB and"
            " %(most)s lines."
        ),
        widget=FileDrop(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = str(field.help_text) % {"most": MOST}

    def clean_file(self) -> Any:
        """Refuse what is too heavy to be sent back with its preview."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is over 1 MB: keep only the list in it."))
        return file


MOST_BYTES = 2**20
