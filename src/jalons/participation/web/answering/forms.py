"""The form of an answer: the same for everybody online, and for who enters a sheet of paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext_lazy

from jalons.foundation.design.fields import LongText
from jalons.foundation.design.page_language import error_words
from jalons.kernel import JalonsError
from jalons.participation.engine.consultations.questions import Kind, answers_of
from jalons.participation.engine.consultations.questions import Question as ReadQuestion
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import queries
from jalons.participation.web.answering.places import Squares, squares_of
from jalons.participation.web.consultations.models import Channel, Consultation, Question

NOTHING = ("", pgettext_lazy("answer", "no answer"))
ENTERED = (Channel.PAPER, Channel.PHONE, Channel.DESK, Channel.MEETING)
TYPED = {"autocomplete": "off", "autocapitalize": "characters"}  # a code, a receipt


class SeveralLists(forms.MultiWidget):
    """Controls side by side, each with its own label; nothing is chosen before."""

    use_fieldset = True

    def decompress(self, value: Any) -> list[str]:
        """One value for each control."""
        return list(value or [""] * len(self.widgets))


class QuestionField(forms.Field):
    """A question as a field: its value is what the engine reads, its errors are the engine's."""

    def __init__(self, question: Question, read: ReadQuestion, squares: Squares | None) -> None:
        super().__init__(
            label=question.title, help_text=_help(question), required=question.required,
            widget=_widget(question, squares),
        )  # fmt: skip
        self.read, self.squares = read, squares

    def typed(self, value: Any) -> Any:
        """What was typed as the engine reads it: a place is one text."""
        if self.read.kind is not Kind.PLACE:
            return value
        *square, text = [str(each or "").strip() for each in value or [""]]
        if text or not self.squares:
            return text
        return self.squares.middle(*square) if all(square) else "".join(square)

    def clean(self, value: Any) -> Any:
        """The answer; None when there is none."""
        try:
            return answers_of([self.read], {self.read.key: self.typed(value)}).get(self.read.key)
        except ParticipationError as error:
            raise forms.ValidationError(error_words(error)) from None


class ResidentForm(forms.Form):
    """A form whose errors are those of the engine."""

    use_required_attribute = False

    def refused(self, error: JalonsError) -> None:
        """Show an error of the engine at the field it names, or above the form."""
        field = str(error.params.get("field", ""))
        self.add_error(field if field in self.fields else None, error_words(error))


class AnswerForm(ResidentForm):
    """The questions of a consultation; a code where one is needed; inside, how the answer came."""

    def __init__(
        self, found: Consultation, *args: Any, entered: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.questions = queries.questions_of(found)
        has_place = any(each.kind == Question.Kind.PLACE for each in self.questions)
        self.squares = squares_of(found.authority) if has_place else None
        if entered:
            choices = [(each.value, each.label) for each in ENTERED]
            self.fields["channel"] = forms.ChoiceField(
                label=_("How it came"), choices=choices, widget=forms.RadioSelect,
                initial=Channel.PAPER,
            )  # fmt: skip
        if found.access == Consultation.Access.CODES:
            self.fields["code"] = forms.CharField(
                label=_("Your code"), required=not entered, widget=forms.TextInput(TYPED),
                error_messages={"required": error_words(ParticipationError("code_missing"))},
                help_text=_("Only if a code stands on the sheet: it can then not be used again.")
                if entered else _("It stands on the letter you received, and works once. "
                                  "Example: 2345-6789-ABCD."),
            )  # fmt: skip
        for question, each in zip(self.questions, queries.as_read(found, self.questions),
                                  strict=True):  # fmt: skip
            self.fields[str(question.pk)] = QuestionField(question, each, self.squares)

    @property
    def about(self) -> list[BoundField]:
        """The questions about the person."""
        return [self[str(each.pk)] for each in self.questions if each.about_you]

    @property
    def first(self) -> list[BoundField]:
        """The fields before those."""
        return [field for field in self if field not in self.about]

    def values(self) -> dict[str, Any]:
        """What was typed, by id of question, as ``actions.store`` takes it."""
        return {str(each.pk): self._typed(str(each.pk)) for each in self.questions}

    def answers(self) -> dict[str, Any]:
        """The answers of a form without errors, by id of question."""
        found = self.cleaned_data if self.is_valid() else {}
        keys = [str(each.pk) for each in self.questions]
        return {key: found[key] for key in keys if found.get(key) is not None}

    def words(self) -> list[tuple[str, str]]:
        """What was typed in a form that can no longer be sent: each question with its words."""
        found = []
        for question in self.questions:
            typed = self._typed(str(question.pk)) or []
            values = typed if isinstance(typed, list) else [typed]
            words = [question.offered.get(str(each), str(each)) for each in values if each]
            found.append((question.title, " · ".join(words)))
        return [(title, words) for title, words in found if words]

    def _typed(self, key: str) -> Any:
        return self.fields[key].typed(self[key].data)  # type: ignore[attr-defined]


class IdeaForm(ResidentForm):
    """An idea to propose."""

    title = forms.CharField(
        label=gettext_lazy("Your idea in a sentence"), required=False,
        help_text=gettext_lazy("160 characters at most."),
    )  # fmt: skip
    text = LongText(label=gettext_lazy("In a few words"), required=False)
    receipt = forms.CharField(
        label=gettext_lazy("Your receipt, if you have one"), required=False, max_length=40,
        widget=forms.TextInput(TYPED),
    )  # fmt: skip


class ReceiptForm(ResidentForm):
    """A receipt, to withdraw what came with it."""

    receipt = forms.CharField(
        label=gettext_lazy("Your receipt"), required=False, max_length=40,
        help_text=gettext_lazy("Twelve characters, for example 2345-6789-ABCD."),
        widget=forms.TextInput(TYPED),
    )  # fmt: skip


def _widget(question: Question, squares: Squares | None) -> forms.Widget:
    options = [*question.offered.items()]
    optional = [] if question.required else [NOTHING]
    match question.as_read.kind:
        case Kind.CHOICE:
            return forms.RadioSelect(choices=[*options, *optional])
        case Kind.SCALE:
            steps = [(str(step), str(step)) for step in range(1, question.scale + 1)]
            return forms.RadioSelect(choices=[*steps, *optional])
        case Kind.SEVERAL:
            return forms.CheckboxSelectMultiple(choices=options)
        case Kind.RANK:
            ranks = range(1, min(question.most or len(options), len(options)) + 1)
            return SeveralLists([_list(_("Choice %(rank)s") % {"rank": rank}, options)
                                 for rank in ranks])  # fmt: skip
        case Kind.PLACE:
            lists = [
                _list(_("Column of the map"), [(each, each) for each in squares.columns]),
                _list(_("Row of the map"), [(each, each) for each in squares.rows]),
            ] if squares else []  # fmt: skip
            words = {"aria-label": _("Latitude and longitude"), "placeholder": "48.1173, -1.6778"}
            return SeveralLists([*lists, forms.TextInput({**words, "autocomplete": "off"})])
        case _:
            return forms.Textarea({"rows": 4})


def _list(label: str, options: Sequence[tuple[str, str]]) -> forms.Select:
    return forms.Select({"aria-label": label}, [("", f"{label}…"), *options])


def _help(question: Question) -> str:
    """The help of a question, then what the kind of answer asks for."""
    words = [question.help] if question.help else []
    match question.as_read.kind:
        case Kind.SEVERAL if question.most:
            words.append(npgettext("answers", "%(count)s answer at most.",
                                   "%(count)s answers at most.", question.most)
                         % {"count": question.most})  # fmt: skip
        case Kind.SCALE:
            words.append(_("From 1 to %(end)s.") % {"end": question.scale})
        case Kind.TEXT:
            words.append(_("5,000 characters at most. Name nobody, not even yourself."))
        case Kind.PLACE:
            words.append(_("A square of the map below, or a latitude and a longitude."))
    return " ".join(words)
