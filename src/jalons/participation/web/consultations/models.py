"""Consultations, their questions, proposals, codes; answers that say nothing of who gave them."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.partners.adopted import Adopted
from jalons.foundation.register.models import Registered, unique_alive
from jalons.participation.engine.consultations import questions as engine
from jalons.participation.engine.errors import ParticipationError
from jalons.tabular.persons import is_person

# what residents read when they answered, and the way they did
FINAL = frozenset({"title", "purpose", "promise", "access", "opens_on"})
EXTENDABLE = frozenset({"closes_on", "service", "contact_email", "elsewhere", "proposals_open"})


def this_week() -> date:
    """The Monday of today: no answer bears a day or an hour."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


class Channel(models.TextChoices):
    """How an answer or a proposal came."""

    ONLINE = "online", pgettext_lazy("channel", "online")
    PAPER = "paper", pgettext_lazy("channel", "on paper")
    PHONE = "phone", pgettext_lazy("channel", "by telephone")
    DESK = "desk", pgettext_lazy("channel", "at the desk")
    MEETING = "meeting", pgettext_lazy("channel", "in a meeting")
    IMPORTED = "imported", pgettext_lazy("channel", "from another platform")


class Consultation(Adopted):
    """An opinion the authority wants from residents: never a vote.

    ``purpose`` says what it is about and why, ``promise`` what will be done with answers, by when.
    ``readiness`` is what the checks before opening found; ``secret`` keys the hashes of receipts
    and codes, and is erased with the receipts when the consultation closes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("consultation", "draft")
        OPEN = "open", pgettext_lazy("consultation", "open")
        CLOSED = "closed", pgettext_lazy("consultation", "closed")
        ANSWERED = "answered", pgettext_lazy("consultation", "answered by the authority")

    class Access(models.TextChoices):
        OPEN = "open", _("everybody may answer")
        CODES = "codes", _("with a code received on paper, used once")

    title = models.CharField(_("title"), max_length=160)
    purpose = models.TextField(_("what you ask, and why"), max_length=2_000)
    promise = models.TextField(
        _("what you will do with the answers, and by when"), max_length=1_000, blank=True
    )
    service = models.CharField(_("department"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    elsewhere = models.TextField(
        _("how to answer without the internet"), max_length=500, blank=True,
        help_text=_("Where paper forms are, the telephone number, the hours of the desk."),
    )  # fmt: skip
    access = models.CharField(
        _("who may answer online"), max_length=5, choices=Access, default=Access.OPEN
    )
    proposals_open = models.BooleanField(
        _("residents may propose and support ideas"), default=False
    )
    opens_on = models.DateField(_("from"), null=True, blank=True)
    closes_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.DRAFT, editable=False
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    readiness: Any = models.JSONField(default=dict, blank=True, editable=False)
    secret = models.BinaryField(default=secrets.token_bytes, editable=False)
    secret_fields = ("secret",)
    receipts_erased_on = models.DateField(null=True, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "readiness", "secret", "receipts_erased_on", *Adopted.computed
    )  # fmt: skip

    class Meta(Adopted.Meta):
        ordering = ["-closes_on", "title"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [unique_alive("title", name="one_consultation_of_a_title",
                                    message=_("Another consultation has this title."))]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        for name in ("service", "contact_email"):
            if is_person(text := getattr(self, name)):
                raise ParticipationError("consultation_person", field=name, text=text)
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ParticipationError("consultation_order", field="closes_on")
        if self.receipts_erased_on and self.state in {self.State.DRAFT, self.State.OPEN}:
            raise ParticipationError("consultation_erased")
        if self.state == self.State.DRAFT and not self.is_new and self.parts.exists():
            raise ParticipationError("consultation_answers")

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse other words than those residents answered to; a step is judged by ``clean``."""
        if "deleted_at" in names and self.deleted_at is None and self.state == self.State.OPEN:
            raise ParticipationError("consultation_open")
        if self.state == self.State.DRAFT or "state" in names:
            return
        if self.is_over and (FINAL | EXTENDABLE).intersection(names):
            raise ParticipationError("consultation_over")
        if FINAL.intersection(names):
            raise ParticipationError("consultation_final")

    @property
    def is_over(self) -> bool:
        """Whether it is closed, answered or not: only then are answers counted by question."""
        return self.state in {self.State.CLOSED, self.State.ANSWERED}

    def takes_answers(self, today: date) -> bool:
        """Whether an answer may come today."""
        begun = self.opens_on is None or self.opens_on <= today
        ended = self.closes_on is not None and self.closes_on < today
        return self.state == self.State.OPEN and begun and not ended


class Question(Registered):
    """A question of a consultation; ``about_you`` asks who answers, by bands, never required.

    ``options`` has a line for each answer offered.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice", _("one answer among several")
        SEVERAL = "several", _("several answers")
        SCALE = "scale", _("a number on a scale")
        RANK = "rank", _("answers in order")
        TEXT = "text", _("free text")
        PLACE = "place", _("a place on the map")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, "questions", verbose_name=_("consultation")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("kind of answer"), max_length=7, choices=Kind, default=Kind.CHOICE)
    title = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("help"), max_length=300, blank=True)
    options = models.TextField(
        _("answers offered"), max_length=4_000, blank=True, help_text=_("One on each line.")
    )
    required = models.BooleanField(_("an answer is needed"), default=False)
    about_you = models.BooleanField(_("says who answers (age band, place of life…)"), default=False)
    most = models.PositiveSmallIntegerField(_("at most, answers"), default=0)
    scale = models.PositiveSmallIntegerField(
        _("end of the scale"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )

    class Meta(Registered.Meta):
        ordering = ["order", "title"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.title

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to change or delete what residents may have answered: ``question_final``."""
        del names
        above = self.consultation
        comes_back = self.deleted_at is not None and above.state != Consultation.State.OPEN
        is_final = above.state != Consultation.State.DRAFT and above.deleted_at is None
        if is_final and not comes_back:
            raise ParticipationError("question_final")

    def clean(self) -> None:
        above = getattr(self, "consultation", None)
        if self.is_new and above and above.state != Consultation.State.DRAFT:
            raise ParticipationError("question_final")
        if self.about_you and (self.required or self.kind in {self.Kind.TEXT, self.Kind.PLACE}):
            raise ParticipationError("question_about_you", field="about_you")
        wants = self.kind in {self.Kind.CHOICE, self.Kind.SEVERAL, self.Kind.RANK}
        if wants and len(self.offered) < 2:
            raise ParticipationError("question_options", field="options")

    @property
    def offered(self) -> dict[str, str]:
        """The answers offered by their keys, which are their places as first written."""
        lines = dict.fromkeys(filter(None, map(str.strip, self.options.splitlines())))
        return {str(place): line for place, line in enumerate(lines, 1)}

    @property
    def as_read(self) -> engine.Question:
        """The question as the engine reads answers to it; its key is its id."""
        return engine.Question(
            str(self.pk), engine.Kind(self.kind), self.title, self.offered,
            required=self.required, most=self.most, scale=self.scale,
        )  # fmt: skip


class AnswerPart(AuthorityScoped):
    """A part of an answer: the closed questions with who answers by bands, or one free text.

    Parts of one answer share nothing but what a receipt gives back: ``receipt`` is a keyed hash for
    this part alone, erased when the consultation closes, when rows are also written again in a
    random order. ``question`` is None for the closed part; ``values`` are by id of question; those
    of a text are ``same``, a digest of what it says, and ``language``, inferred when not French.
    ``flags`` are what looks like a person in a text: it is never exported before a person read it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("answer", "to read")
        READ = "read", pgettext_lazy("answer", "read, may be quoted")
        HIDDEN = "hidden", pgettext_lazy("answer", "hidden")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, "parts")
    question = models.ForeignKey(Question, models.CASCADE, "texts", null=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.ONLINE)
    week = models.DateField(default=this_week)
    receipt = models.CharField(max_length=64, blank=True)
    values: Any = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    flags: Any = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)

    class Meta(AuthorityScoped.Meta):
        indexes = [
            models.Index(fields=["consultation", "question", "state"], name="answer_parts_to_read"),
            models.Index(fields=["consultation", "receipt"], name="answer_parts_by_receipt"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Proposal(Registered):
    """An idea of residents, shown once a person read it; ``supports`` is counted, never by name.

    What moderation does is in its own log: words that nobody read never enter the journal.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "to read")
        SHOWN = "shown", pgettext_lazy("proposal", "shown")
        REFUSED = "refused", pgettext_lazy("proposal", "not shown")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, "proposals", verbose_name=_("consultation")
    )
    title = models.CharField(_("idea"), max_length=160)
    text = models.TextField(_("in a few words"), max_length=2_000, blank=True)
    channel = models.CharField(
        _("how it came"), max_length=8, choices=Channel, default=Channel.PAPER
    )
    week = models.DateField(_("week"), default=this_week, editable=False)
    receipt = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=7, choices=State, default=State.WAITING, editable=False
    )
    reason = models.CharField(
        _("why it is not shown"), max_length=300, blank=True, help_text=_("Residents read it.")
    )
    supports = models.PositiveIntegerField(_("supports"), default=0, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("supports", "receipt", "state", "reason")

    class Meta(Registered.Meta):
        ordering = ["-supports", "title"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        above = getattr(self, "consultation", None)
        if self.is_new and above and not above.proposals_open:
            raise ParticipationError("proposal_closed", field="consultation", title=above.title)

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse other words than those residents supported: ``proposal_final``."""
        words = {"title", "text", "consultation"}.intersection(names)
        if words and self.state == self.State.SHOWN:
            raise ParticipationError("proposal_final")


class Support(AuthorityScoped):
    """A support of a proposal: its receipt's hash alone, erased at closing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, "supporters")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.ONLINE)
    receipt = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class CodeBatch(Registered):
    """Codes printed together: letters of a street, the counter of a town hall, a meeting.

    The codes themselves leave once, as a file to print, and are never stored.
    """

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, "batches", verbose_name=_("consultation")
    )
    label = models.CharField(_("for whom"), max_length=120)
    count = models.PositiveIntegerField(
        _("codes"), default=50, validators=[MinValueValidator(1), MaxValueValidator(50_000)]
    )

    class Meta(Registered.Meta):
        ordering = ["label"]
        verbose_name = _("batch of codes")
        verbose_name_plural = _("batches of codes")

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        above = getattr(self, "consultation", None)
        if not self.is_new or above is None:
            return
        if above.is_over:
            raise ParticipationError("batch_over", field="consultation", title=above.title)
        if above.access != Consultation.Access.CODES:
            raise ParticipationError("batch_access", field="consultation", title=above.title)

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse another number of codes: ``batch_count``."""
        if "count" in names:
            raise ParticipationError("batch_count")


class Code(AuthorityScoped):
    """A code that may answer once: its keyed hash; ``used`` says neither when nor what for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(CodeBatch, models.CASCADE, "codes")
    hash = models.CharField(max_length=64)
    used = models.BooleanField(default=False)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint(fields=["batch", "hash"], name="one_code_of_a_hash")]
        indexes = [models.Index(fields=["hash"], name="codes_by_hash")]

    def __str__(self) -> str:
        return str(self.pk)


class Moderation(AuthorityScoped):
    """What was done with a text or a proposal, why, and when; lines are never changed."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, "moderations")
    target = models.CharField(max_length=80)
    act = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=120, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.act} {self.target}"
