"""Positions that several territories write: the copy of this authority, and what followed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped, living
from jalons.foundation.partners.queries import key_of
from jalons.foundation.register.models import Registered, unique_alive
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import acts
from jalons.tabular.persons import is_person


def new_nonce() -> str:
    """What makes the identifier of a new position unlike any other."""
    return secrets.token_hex(16)


class Position(Registered):
    """A text that territories write together; ``uid`` is the same in the copy of each.

    ``leading_key`` is empty when this authority leads. ``in_public``: a person chose that what this
    authority says of it leaves by its shared folder, which everybody may read. Once opened to
    others, its text is the latest version in its acts; before, its sections.
    """

    class Kind(models.TextChoices):
        CONTRIBUTION = "contribution", _("contribution")
        INTERPELLATION = "interpellation", pgettext_lazy("position", "interpellation")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("position", "draft")
        AMENDMENTS = "amendments", pgettext_lazy("position", "open to amendments")
        SIGNATURES = "signatures", pgettext_lazy("position", "open to signatures")
        SENT = "sent", pgettext_lazy("position", "sent")
        FOLLOWED = "followed", pgettext_lazy("position", "answers followed")
        CLOSED = "closed", pgettext_lazy("position", "closed")

    class Outcome(models.TextChoices):
        OBTAINED = "obtained", pgettext_lazy("position", "obtained")
        PARTLY = "partly", pgettext_lazy("position", "obtained in part")
        NOTHING = "nothing", pgettext_lazy("position", "not obtained")
        SILENCE = "silence", pgettext_lazy("position", "no answer")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        pgettext_lazy("position", "kind of position"), max_length=14, choices=Kind,
        default=Kind.CONTRIBUTION,
    )  # fmt: skip
    summary = models.TextField(_("what it asks, in a few words"), max_length=2_000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    amend_until = models.DateField(_("amendments until"), null=True, blank=True)
    sign_until = models.DateField(_("signatures until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    outcome_text = models.TextField(
        _("the outcome in a few words"), max_length=2_000, blank=True,
        help_text=_("What was decided, by whom, when: residents read it."),
    )  # fmt: skip
    uid = models.CharField(max_length=36, blank=True, editable=False)
    nonce = models.CharField(max_length=64, default=new_nonce, editable=False)
    in_public = models.BooleanField(
        pgettext_lazy("position", "written in public"), default=False, editable=False
    )
    leading_key = models.CharField(max_length=64, blank=True, editable=False)
    leading_name = models.CharField(_("led by"), max_length=200, blank=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["-created_at", "title"]
        verbose_name = pgettext_lazy("text", "position")
        verbose_name_plural = pgettext_lazy("text", "positions")
        constraints = [unique_alive("uid", name="one_position_of_an_identifier",
                                    message=_("This position is there already."))]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @classmethod
    def erase(cls, rows: models.QuerySet[Any]) -> int:
        """Erase positions for good, with their acts."""
        gone = list(rows.values_list("authority", "uid"))
        count = super().erase(rows)
        for authority, uid in gone:
            PositionAct.objects.of(Authority(pk=authority)).filter(position=uid).delete()
        return count

    @property
    def is_led_here(self) -> bool:
        """Whether this authority has the text of reference."""
        return not self.leading_key

    @property
    def is_opened(self) -> bool:
        """Whether others may have read it: it has acts."""
        return PositionAct.objects.of(self.authority).filter(position=self.uid).exists()

    def refuse_change(self, names: Collection[str]) -> None:
        """What who leads says of it is changed by its acts alone: they name its key."""
        own = set(names) == {"in_public"} or {"leading_key", "deleted_at"}.intersection(names)
        if self.leading_key and not own:
            raise ParticipationError("position_not_leading")

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the identifier that proves that this authority leads, when it is new here."""
        if not self.is_new or values.get("uid"):
            return values
        return {**values, "uid": acts.position_id(key_of(self.authority), self.nonce)}

    def clean(self) -> None:
        if self.amend_until and self.sign_until and self.sign_until < self.amend_until:
            raise ParticipationError("position_order", field="sign_until")
        if self.state == self.State.DRAFT and not self.is_new and self.is_opened:
            raise ParticipationError("position_opened", field="state")
        if self.state == self.State.CLOSED and not self.outcome:
            raise ParticipationError("position_outcome", field="outcome")


class PositionSection(Registered):
    """A section of a text before it is opened to others."""

    position = models.ForeignKey(
        Position, models.CASCADE, "drafted", verbose_name=pgettext_lazy("text", "position")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=acts.MOST_BODY)

    class Meta(Registered.Meta):
        ordering = ["order", "created_at"]
        verbose_name = pgettext_lazy("text", "section")
        verbose_name_plural = pgettext_lazy("text", "sections")

    def __str__(self) -> str:
        return self.title or self.body[:40]

    def refuse_change(self, names: Collection[str]) -> None:
        if self.position.state != Position.State.DRAFT and "deleted_at" not in names:
            raise ParticipationError("position_text_final")

    def clean(self) -> None:
        if self.position.state != Position.State.DRAFT:
            raise ParticipationError("position_text_final")
        rows = living(PositionSection, self.authority).filter(position_id=self.position_id)
        if self.is_new and rows.count() >= acts.MOST_SECTIONS:
            raise ParticipationError("position_sections", most=acts.MOST_SECTIONS)


class PositionPartner(Registered):
    """A territory invited to write; ``space`` is the name of its space on this instance, if any."""

    position = models.ForeignKey(
        Position, models.CASCADE, "partners", verbose_name=pgettext_lazy("text", "position")
    )
    name = models.CharField(_("territory"), max_length=200)
    space = models.SlugField(
        _("its space here"), max_length=60, blank=True,
        help_text=_(
            "The word after “collectivite/” in its addresses, when it uses this same site. "
            "Empty: send it the file of the position."
        ),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = pgettext_lazy("position", "invited territory")
        verbose_name_plural = pgettext_lazy("position", "invited territories")

    def __str__(self) -> str:
        return self.name


class PositionAct(AuthorityScoped):
    """An act of a position as it was signed: never changed, whoever made it.

    ``parcel`` is in base 64; ``in_public``: a signed folder brought it too. An act may come before
    the invitation: ``position`` is the identifier they share, no link.
    """

    sealed_fields = ("content", "parcel")
    position = models.CharField(max_length=36)
    act = models.CharField(max_length=36)
    key = models.CharField(max_length=64)
    publisher = models.CharField(max_length=200)
    made_on = models.DateField()
    content = models.TextField()
    parcel = models.TextField()
    in_public = models.BooleanField(default=False)
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["stored_at"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "position", "act"], name="one_act_once")
        ]

    def __str__(self) -> str:
        return self.act


class Addressee(Registered):
    """Who a position is sent to: an organisation and a function, never a person."""

    position = models.ForeignKey(
        Position, models.CASCADE, "addressees", verbose_name=pgettext_lazy("text", "position")
    )
    organisation = models.CharField(_("organisation"), max_length=200)
    function = models.CharField(
        pgettext_lazy("person", "function"), max_length=120, blank=True,
        help_text=_("For example: the minister, the president of the commission."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["organisation"]
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")

    def __str__(self) -> str:
        return f"{self.organisation}, {self.function}" if self.function else self.organisation

    def clean(self) -> None:
        refuse_person(self.function, "function")
        refuse_person(self.organisation, "organisation")


class Correspondence(Registered):
    """A position was sent to an addressee, or an addressee answered."""

    class Way(models.TextChoices):
        SENT = "sent", pgettext_lazy("correspondence", "sent")
        RECEIVED = "received", pgettext_lazy("correspondence", "answer received")

    class Channel(models.TextChoices):
        LETTER = "letter", pgettext_lazy("sending", "letter")
        MAIL = "mail", pgettext_lazy("sending", "e-mail")
        PLATFORM = "platform", pgettext_lazy("sending", "public consultation online")
        MEETING = "meeting", pgettext_lazy("sending", "in a meeting")
        PRESS = "press", pgettext_lazy("sending", "press")

    position = models.ForeignKey(
        Position, models.CASCADE, "letters", verbose_name=pgettext_lazy("text", "position")
    )
    addressee = models.ForeignKey(
        Addressee, models.SET_NULL, "letters", null=True, blank=True, verbose_name=_("addressee")
    )
    way = models.CharField(_("sent or received"), max_length=8, choices=Way, default=Way.SENT)
    day = models.DateField(pgettext_lazy("correspondence", "day"))
    channel = models.CharField(
        pgettext_lazy("sending", "by"), max_length=8, choices=Channel, default=Channel.LETTER
    )
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    summary = models.TextField(_("what the answer says"), max_length=2_000, blank=True)

    class Meta(Registered.Meta):
        ordering = ["day"]
        verbose_name = pgettext_lazy("position", "message or answer")
        verbose_name_plural = pgettext_lazy("position", "messages and answers")

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.addressee or ''}".strip()


class ObtainedCommitment(Registered):
    """What an addressee committed to do, and by when."""

    class State(models.TextChoices):
        EXPECTED = "expected", pgettext_lazy("promise", "expected")
        DONE = "done", pgettext_lazy("promise", "done")
        BROKEN = "broken", pgettext_lazy("promise", "broken")

    position = models.ForeignKey(
        Position, models.CASCADE, "commitments", verbose_name=pgettext_lazy("text", "position")
    )
    addressee = models.ForeignKey(
        Addressee, models.SET_NULL, "commitments", null=True, blank=True,
        verbose_name=_("addressee"),
    )  # fmt: skip
    text = models.CharField(_("what will be done"), max_length=300)
    due = models.DateField(pgettext_lazy("promise", "by"), null=True, blank=True)
    state = models.CharField(
        pgettext_lazy("promise", "where it stands"), max_length=8, choices=State,
        default=State.EXPECTED,
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["due"]
        verbose_name = _("commitment obtained")
        verbose_name_plural = _("commitments obtained")

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        """Whether its day is over and nothing came."""
        expected = self.state == self.State.EXPECTED
        return expected and self.due is not None and self.due < timezone.localdate()


def refuse_person(text: str, field: str) -> None:
    """Refuse the name of a person where a role is expected."""
    if is_person(text):
        raise ParticipationError("consultation_person", field=field, text=text)
