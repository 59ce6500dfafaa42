"""What is announced now, in the memory of the process: no page asks the base.

The thread beside each process reads it again every few seconds (``site.serving.beside``), and so
does who announces or withdraws. Its end needs nobody: it is looked at when a page is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.administration.announcements import queries
from jalons.foundation.administration.models import Announcement
from jalons.foundation.design.page_language import day_words, moment_words

_known: tuple[Announcement, ...] = ()


def refresh() -> None:
    """Read what is announced, now or later."""
    global _known  # noqa: PLW0603  what one process knows
    _known = tuple(queries.to_come(now=timezone.now()))


def shown(*, now: datetime, in_public: bool) -> list[str]:
    """The sentences of a page, in its language; ``in_public`` on one that anybody reads."""
    return sentences(
        each for each in _known
        if each.shown_from <= now < each.ends_at and (each.on_public_pages or not in_public)
    )  # fmt: skip


def sentences(announcements: Iterable[Announcement]) -> list[str]:
    """Each announcement in words: when everything stops, until when, and what was added."""
    return [f"{_stop(each)} {each.text}".strip() for each in announcements]


def _stop(announcement: Announcement) -> str:
    begins, ends = announcement.begins_at, announcement.ends_at
    begin, end = timezone.localtime(begins), timezone.localtime(ends)
    if begin.date() == end.date():
        return _("Jalons stops on %(day)s from %(begin)s to %(end)s.") % {
            "day": day_words(begins), "begin": _hour(begins), "end": _hour(ends),
        }  # fmt: skip
    words = {"begin": moment_words(begins), "end": moment_words(ends)}
    return _("Jalons stops from %(begin)s to %(end)s.") % words


def _hour(moment: datetime) -> str:
    return moment_words(moment).rpartition(", ")[2]
