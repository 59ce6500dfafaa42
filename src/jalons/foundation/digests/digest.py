"""What a room declares: what its digest says, to whom, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.journal.words import ObjectWords, Said


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a digest: ``path`` is the page of what it names, ``detail`` a second line."""

    text: str
    path: str
    day: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title; a digest of one section needs no title."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DigestWords:
    """The sentences of a digest, translated when they are shown.

    ``subject`` is the template of a plural, with ``authority`` and ``count``; ``opening`` has
    ``name``, that of the authority. ``page`` introduces the page where a member chooses.
    """

    title: Said
    kind: Said
    subject: Said
    opening: Said
    page: Said
    stop: Said
    stopped: Said


@dataclass(frozen=True, slots=True)
class Digest[T]:
    """Mails that bring together what concerns a member, with a choice and a way out.

    ``name`` names the round and signs the links: it never changes. ``kind`` is what the journal
    calls a choice. ``rhythms`` are those offered, the first unless a member chooses. ``found`` says
    what concerns each member (by key) at an instant, the most pressing first; ``sections`` writes
    it. ``page`` and ``leave`` are URL names: the page of the choice, and ``views.leave``.
    A digest that leaves at once says by ``since`` when something began: it is written once.
    ``waits`` says where something may be found, for a query on authorities: the others cost
    nothing.
    """

    name: str
    kind: str
    words: DigestWords
    rhythms: tuple[Rhythm, ...]
    found: Callable[[Authority, datetime], Mapping[int, Sequence[T]]]
    sections: Callable[[Authority, Sequence[T]], Sequence[Section]]
    page: str
    leave: str
    most: int  # lines of one mail
    since: Callable[[T], datetime] | None = None
    waits: Callable[[datetime], Q] = lambda _now: Q()

    @property
    def journal_words(self) -> dict[str, ObjectWords]:
        """How the choices of this digest are called in the journal."""
        names = {"rhythm": _("rhythm"), "lines": _("lines")}
        return {self.kind: ObjectWords(self.words.kind, names, dict(Rhythm.choices))}
