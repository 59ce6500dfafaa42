"""Themes of texts, who found them (by a code), quotes; suggestions; counts made at closing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered, unique_alive
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.reading import quotes as engine
from jalons.participation.web.consultations.models import AnswerPart, Consultation
from jalons.tabular.persons import is_person


class Theme(Registered):
    """What texts of a consultation speak of, and what the authority did about it.

    ``words`` help to suggest it. ``answer_on`` is the day it was done, or by which it will be.
    ``action`` is the URN of an action of the roadmap.
    """

    class AnswerState(models.TextChoices):
        DONE = "done", pgettext_lazy("answer to residents", "done")
        IN_PROGRESS = "in_progress", pgettext_lazy("answer to residents", "in progress")
        LATER = "later", pgettext_lazy("answer to residents", "later")
        NOT_TAKEN = "not_taken", pgettext_lazy("answer to residents", "not done")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, "themes", verbose_name=_("consultation")
    )
    title = models.CharField(pgettext_lazy("residents", "theme"), max_length=120)
    words = models.CharField(
        _("words that speak of it"), max_length=500, blank=True,
        help_text=_("Separated by commas. They help to suggest the theme."),
    )  # fmt: skip
    answer = models.TextField(
        _("what you did, or will do"), max_length=1_500, blank=True,
        help_text=_("Residents read it."),
    )  # fmt: skip
    answer_state = models.CharField(
        pgettext_lazy("answer to residents", "state"), max_length=11, choices=AnswerState,
        blank=True,
    )  # fmt: skip
    answer_on = models.DateField(_("on, or by"), null=True, blank=True)
    reason = models.CharField(
        pgettext_lazy("answer to residents", "why"), max_length=500, blank=True
    )
    action = models.CharField(_("action of the roadmap"), max_length=200, blank=True)

    class Meta(Registered.Meta):
        ordering = ["title"]
        verbose_name = pgettext_lazy("residents", "theme")
        verbose_name_plural = pgettext_lazy("residents", "themes")
        constraints = [
            unique_alive("consultation", "title", name="one_theme_of_a_title",
                         message=_("This consultation has this theme already."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if is_person(self.title):
            raise ParticipationError("theme_person", field="title", text=self.title)
        if self.answer_state:
            self._check_answer()
        elif self.answer.strip() or self.answer_on:
            raise ParticipationError("theme_state", field="answer_state")

    def _check_answer(self) -> None:
        state = self.AnswerState
        if not self.answer.strip():
            raise ParticipationError("theme_answer", field="answer")
        if self.answer_state == state.NOT_TAKEN:
            if not self.reason.strip():
                raise ParticipationError("theme_reason", field="reason")
        elif self.answer_on is None:
            raise ParticipationError("theme_day", field="answer_on")
        elif self.answer_state == state.DONE and self.answer_on > timezone.localdate():
            raise ParticipationError("theme_future", field="answer_on")

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse another consultation once texts of this one have the theme."""
        if "consultation" in names and self.codings.exists():
            raise ParticipationError("theme_consultation", field="consultation")

    def is_late(self, today: date) -> bool:
        """Whether what was promised is overdue."""
        promised = {self.AnswerState.IN_PROGRESS, self.AnswerState.LATER}
        return self.answer_state in promised and self.answer_on is not None and (
            self.answer_on < today
        )  # fmt: skip


class Coding(AuthorityScoped):
    """A theme that a person found in a text; without a theme, the person found none.

    ``by`` is the code of the reader. ``second`` is a reading that checks the first: it counts in
    the agreement, never in the results.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, "codings")
    part = models.ForeignKey(AnswerPart, models.CASCADE, "codings")
    theme = models.ForeignKey(Theme, models.CASCADE, "codings", null=True)
    by = models.CharField(max_length=16)
    second = models.BooleanField(default=False)

    class Meta(AuthorityScoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["part", "theme", "second"], name="one_coding"),
            models.UniqueConstraint(fields=["part", "second"], condition=models.Q(theme=None),
                                    name="one_coding_without_theme"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["authority", "consultation", "second", "theme", "part"],
                         name="codings_by_theme"),
            models.Index(fields=["authority", "part", "second"], name="codings_by_text"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class ThemeHint(AuthorityScoped):
    """What was suggested for a text: keys of themes, the words that count, by what.

    ``hidden`` is not shown before the choice: this is how suggestions are judged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.OneToOneField(AnswerPart, models.CASCADE, related_name="hint")
    themes: Any = models.JSONField(default=list)
    evidence: Any = models.JSONField(default=list)
    made_by = models.CharField(max_length=10, blank=True)
    hidden = models.BooleanField(default=False)
    decided = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)


class ResidentQuote(Registered):
    """Words of a text that a person chose to show; what is left out is said by […]."""

    theme = models.ForeignKey(
        Theme, models.CASCADE, "quotes", verbose_name=pgettext_lazy("residents", "theme")
    )
    part = models.ForeignKey(
        AnswerPart, models.SET_NULL, related_name="quotes", null=True, editable=False
    )
    text = models.TextField(
        pgettext_lazy("residents", "quote"), max_length=engine.LONGEST,
        help_text=_("Words of the text. Write […] in place of what you leave out."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["created_at"]
        verbose_name = _("quote of a resident")
        verbose_name_plural = _("quotes of residents")

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With one mark for what is left out."""
        return {**values, "text": engine.tidy(values["text"])} if "text" in values else values

    def clean(self) -> None:
        part = self.part
        if part is None or part.flags or part.state != AnswerPart.State.READ:
            raise ParticipationError("quote_unread", field="text")
        if part.consultation_id != self.theme.consultation_id:
            raise ParticipationError("quote_elsewhere", field="text")
        if not engine.is_cut_of(self.text, part.text):
            raise ParticipationError("quote_words", field="text")
        if len(self.text) < engine.SHORTEST:
            raise ParticipationError("quote_short", field="text", least=engine.SHORTEST)


class ClosingCount(AuthorityScoped):
    """The counts of a consultation as they were when it closed: they no longer change."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="closing_count")
    values: Any = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.consultation)
