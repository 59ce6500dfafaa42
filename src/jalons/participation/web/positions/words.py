"""Acts of positions in words, their tables, two versions word by word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.participation.engine.positions import acts
from jalons.participation.engine.positions.replica import ActStanding, ActVerdict
from jalons.participation.engine.positions.texts import compare
from jalons.participation.words.sentences import say


def act(said: acts.Said) -> str:
    """What an act does."""
    return say(f"act.kind.{said.__struct_config__.tag}", lang())


def opinion(key: str) -> str:
    """An opinion on an amendment: never a vote."""
    return say(f"act.opinion.{key}", lang())


def amendment_state(key: str) -> tuple[str, str]:
    """What became of an amendment, and the kind of its mark."""
    kinds = {"proposed": "walk", "crossing": "late", "accepted": "ok", "refused": "idle"}
    return say(f"act.amendment.{key}", lang()), kinds[key]


def verdict(standing: ActStanding) -> tuple[str, str]:
    """What was done with an act that came, and the kind of its mark."""
    kinds = {ActVerdict.APPLIED: "ok", ActVerdict.REFUSED: "late"}
    words = say(f"act.{standing.verdict}.{standing.reason or 'done'}", lang())
    return words, kinds.get(standing.verdict, "walk")


def signature_table(rows: Sequence[dict[str, Any]], position: str = "") -> Table | None:
    """Who signed, which version, and whether a later one is to sign again.

    ``position`` is its title, where several are on one page.
    """
    cells = tuple(
        (each["authority"], each["quality"], day_words(date.fromisoformat(each["signed_on"])),
         each["reference"] or "–",
         Cell(_("version %(number)s") % {"number": each["version"]},
              mark="" if each["current"] else _("to sign again: the text changed"),
              mark_kind="late"))
        for each in rows
    )  # fmt: skip
    labels = (_("Territory"), _("Signed by"), pgettext("signature", "On"), _("Deliberation"),
              _("Text"))  # fmt: skip
    title = _("Signatories of “%(title)s”") % {"title": position} if position else _("Signatories")
    return Table(title, tuple(map(Column, labels)), cells) if cells else None


def compared(
    before: Sequence[acts.TextSection], after: Sequence[acts.TextSection]
) -> list[dict[str, Any]]:
    """The sections of two versions, those that left included, word by word."""
    old, new = ({each.key: each for each in one} for one in (before, after))
    blank = acts.TextSection("", "", "")
    pairs = [(old.get(key, blank), new.get(key, blank)) for key in {**new, **old}]
    return [{"title": b.title or a.title, "was": a.title if a.title != b.title else "",
             "same": a == b, "pieces": compare(a.body, b.body)} for a, b in pairs]  # fmt: skip
