"""Days as people read them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def day_words(day: date) -> str:
    """A day in words; the first of the month is "1er" in French."""
    text = date_format(day, "DATE_FORMAT")
    french = (get_language() or "fr")[:2] == "fr"
    return text.replace("1 ", "1er ", 1) if french and day.day == 1 else text
