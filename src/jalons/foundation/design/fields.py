"""Fields of forms that every room may need."""

from __future__ import annotations

from typing import Any

from django import forms


class LongText(forms.CharField):
    """A text of several lines; browsers send other ends of lines than the stored ones."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        """The text, with plain ends of lines."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
