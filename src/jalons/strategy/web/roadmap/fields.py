"""Fields of forms that keep what was typed whole: lines, documents, days, money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.strategy.engine.roadmap.roadmap import is_web

MOST_LINES = 60
LONGEST_LINE = 200


class Lines(forms.CharField):
    """A list, one item per line: blank lines and repeats are dropped."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        """The items as typed."""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The items."""
        held = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip() for line in held.splitlines() if line.strip()))

    def validate(self, value: Any) -> None:
        """Refuse a line too long, or too many of them."""
        super().validate(value)
        if len(value) > MOST_LINES:
            raise forms.ValidationError(
                _("At most %(most)s lines, there are %(count)s.")
                % {"most": MOST_LINES, "count": len(value)}
            )
        for line in value:
            if len(str(line)) > LONGEST_LINE:
                raise forms.ValidationError(
                    _("This line has more than %(most)s characters: “%(line)s…”.")
                    % {"most": LONGEST_LINE, "line": str(line)[:40]}
                )

    def run_validators(self, value: Any) -> None:
        """A list has no other rule than those of its lines."""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document of a sheet: its name, and its address on the web."""

    name: str
    link: str

    def __str__(self) -> str:
        return f"{self.name} {self.link}".strip()


class Documents(Lines):
    """Documents, one per line: a name, then an address."""

    def prepare_value(self, value: Any) -> Any:
        """The lines, from what the model or this field keeps."""
        if isinstance(value, list | tuple):
            return "\n".join(
                f"{each['name']} {each['link']}" if isinstance(each, dict) else str(each)
                for each in value
            )
        return value

    def to_python(self, value: Any) -> Any:
        """The documents; a line without address keeps an empty one, refused by ``validate``."""
        return [self._document(line) for line in super().to_python(value)]

    def _document(self, line: str) -> DocumentLink:
        name, _space, link = line.rpartition(" ")
        if is_web(link):
            return DocumentLink(name.strip() or link, link)
        return DocumentLink(line, "")

    def validate(self, value: Any) -> None:
        """Refuse a document without an address of the web."""
        forms.Field.validate(self, value)
        for each in value:
            if not each.link:
                raise forms.ValidationError(
                    _("“%(line)s” has no address: end the line with https://…")
                    % {"line": each.name[:60]}
                )


def day(label: Any, **options: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


def capitalised(form: forms.BaseForm) -> None:
    """Start each label with a capital, as the names of the sheet do not."""
    for field in form.fields.values():
        field.label = capfirst(str(field.label))


EMPTY = ("", gettext_lazy("—"))
UNTOUCHED = ("", gettext_lazy("leave as it is"))
NOBODY = ("-", gettext_lazy("none"))
