"""The form of an answer: the same for everybody online, and for who enters a sheet of paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext_lazy

from jalons.foundation.design.fields import LongText
from jalons.foundation.design.page_language import error_words
from jalons.participation.engine.consultations.questions import Kind, answer_of
from jalons.participation.engine.consultations.questions import Question as Asked
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering.places import Squares
from jalons.participation.web.consultations.models import Channel, Question

NOTHING = ("", pgettext_lazy("answer", "no answer"))
ENTERED = (Channel.PAPER, Channel.PHONE, Channel.DESK, Channel.MEETING)
CODE = gettext_lazy("Your code")
RECEIPT = gettext_lazy("Your receipt")


class RankWidget(forms.MultiWidget):
    """A list for each rank; the same option twice is an error the engine finds."""

    use_fieldset = True

    def __init__(self, options: Mapping[str, str], ranks: int) -> None:
        lists = [
            forms.Select({"aria-label": rank_words(rank)},
                         [("", f"{rank_words(rank)}…"), *options.items()])
            for rank in range(1, ranks + 1)
        ]  # fmt: skip
        super().__init__(lists)

    def decompress(self, value: Any) -> list[str]:
        """The options in their order."""
        return list(value or [])


class PlaceWidget(forms.MultiWidget):
    """A square of the map by its column and row, or a latitude and a longitude."""

    use_fieldset = True

    def __init__(self, squares: Squares | None) -> None:
        lists: list[forms.Widget] = []
        if squares:
            columns = [("", _("Column…")), *((each, each) for each in squares.columns)]
            rows = [("", _("Row…")), *((each, each) for each in squares.rows)]
            lists = [forms.Select({"aria-label": _("Column of the map")}, columns),
                     forms.Select({"aria-label": _("Row of the map")}, rows)]  # fmt: skip
        example = {"placeholder": "48.1173, -1.6778", "aria-label": _("Latitude and longitude")}
        super().__init__([*lists, forms.TextInput({**example, "autocomplete": "off"})])
        self.squares = squares

    def decompress(self, value: Any) -> list[str]:
        """Nothing is chosen before."""
        return [""] * len(self.widgets) if not value else list(value)


class QuestionField(forms.Field):
    """A question as a field: its value is what the engine reads, its errors are the engine's."""

    def __init__(self, question: Question, asked: Asked, squares: Squares | None) -> None:
        super().__init__(
            label=question.title, help_text=_help(question), required=question.required,
            widget=_widget(question, squares),
        )  # fmt: skip
        self.asked = asked

    def typed(self, value: Any) -> Any:
        """What was typed as the engine reads it: a place is one text."""
        if self.asked.kind is not Kind.PLACE:
            return value
        *square, text = [str(each or "").strip() for each in value or [""]]
        squares: Squares | None = self.widget.squares
        if text or not squares:
            return text
        return squares.middle(*square) if all(square) else "".join(square)

    def clean(self, value: Any) -> Any:
        """The answer; None when there is none."""
        try:
            answer = answer_of(self.asked, self.typed(value))
            if answer is None and self.required:
                raise ParticipationError("answer_required", title=self.asked.title)
        except ParticipationError as error:
            raise forms.ValidationError(error_words(error)) from None
        return answer


class AnswerForm(forms.Form):
    """The questions of a consultation; ``code`` where one is needed, ``channel`` inside."""

    use_required_attribute = False

    def __init__(
        self, questions: Sequence[Question], asked: Sequence[Asked], squares: Squares | None,
        *args: Any, with_code: bool = False, entered: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self._about = {str(each.pk) for each in questions if each.about_you}
        if entered:
            choices = [(each.value, each.label) for each in ENTERED]
            self.fields["channel"] = forms.ChoiceField(
                label=_("How it came"), choices=choices, widget=forms.RadioSelect,
                initial=Channel.PAPER,
            )  # fmt: skip
        if with_code:
            self.fields["code"] = forms.CharField(
                label=CODE, required=False, max_length=40, help_text=_code_help(entered=entered),
                widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
            )  # fmt: skip
        for question, each in zip(questions, asked, strict=True):
            self.fields[str(question.pk)] = QuestionField(question, each, squares)
        self.question_keys = [str(each.pk) for each in questions]

    @property
    def first(self) -> Iterator[BoundField]:
        """The fields before those about the person."""
        return (field for field in self if field.name not in self._about)

    @property
    def about(self) -> list[BoundField]:
        """The questions about the person."""
        return [field for field in self if field.name in self._about]

    def values(self) -> dict[str, Any]:
        """What was typed, by id of question, as ``actions.store`` takes it."""
        return {
            key: self.fields[key].typed(self[key].data)  # type: ignore[attr-defined]
            for key in self.question_keys
        }

    def refused(self, error: ParticipationError) -> None:
        """Show an error of the engine at the field it names, or above the form."""
        field = str(error.params.get("field", ""))
        self.add_error(field if field in self.fields else None, error_words(error))


class IdeaForm(forms.Form):
    """An idea to propose."""

    use_required_attribute = False
    title = forms.CharField(
        label=gettext_lazy("Your idea in a sentence"), required=False,
        help_text=gettext_lazy("160 characters at most."),
    )  # fmt: skip
    text = LongText(label=gettext_lazy("In a few words"), required=False)
    receipt = forms.CharField(
        label=gettext_lazy("Your receipt, if you have one"), required=False, max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def refused(self, error: ParticipationError) -> None:
        """Show an error of the engine at the field it names, or above the form."""
        field = str(error.params.get("field", ""))
        self.add_error(field if field in self.fields else None, error_words(error))


class ReceiptForm(forms.Form):
    """A receipt, to withdraw what came with it."""

    use_required_attribute = False
    receipt = forms.CharField(
        label=RECEIPT, required=False, max_length=40,
        help_text=gettext_lazy("Twelve characters, for example 2345-6789-ABCD."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


def rank_words(rank: int) -> str:
    """The label of a rank: first choice, second choice…"""
    if rank == 1:
        return _("First choice")
    return _("Choice %(rank)s") % {"rank": rank}


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
            ranks = min(question.most or len(options), len(options))
            return RankWidget(question.offered, ranks)
        case Kind.PLACE:
            return PlaceWidget(squares)
        case _:
            return forms.Textarea({"rows": 4})


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


def _code_help(*, entered: bool) -> str:
    if entered:
        return _("Only if a code stands on the sheet: it can then not be used again.")
    return _("It stands on the letter you received, and works once. Example: 2345-6789-ABCD.")
