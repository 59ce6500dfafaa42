"""Acts of positions in words, their tables, two versions word by word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words
from jalons.participation.engine.positions import acts
from jalons.participation.engine.positions.replica import ActStanding, ActVerdict
from jalons.participation.engine.positions.texts import compare


def act(said: acts.Said) -> str:
    """What an act does."""
    names = {
        acts.Invite: _("invitation and first version"), acts.Amend: pgettext("act", "amendment"),
        acts.Opine: _("opinion on an amendment"), acts.NewVersion: _("new version of the text"),
        acts.Decide: _("decision on amendments"), acts.Sign: pgettext("act", "signature"),
        acts.Unsign: _("signature withdrawn"), acts.NewStatus: _("state and deadlines"),
    }  # fmt: skip
    return names[type(said)]


def opinion(key: str) -> str:
    """An opinion on an amendment: never a vote."""
    return {"for": pgettext("opinion", "for"), "against": pgettext("opinion", "against"),
            "comment": pgettext("opinion", "remark")}[key]  # fmt: skip


def amendment_state(key: str) -> tuple[str, str]:
    """What became of an amendment, and the kind of its mark."""
    return {
        "proposed": (pgettext("amendment", "to decide"), "walk"),
        "crossing": (pgettext("amendment", "crosses another change"), "late"),
        "accepted": (pgettext("amendment", "accepted"), "ok"),
        "refused": (pgettext("amendment", "refused"), "idle"),
    }[key]


def verdict(standing: ActStanding) -> tuple[str, str]:
    """What was done with an act that came, and the kind of its mark."""
    if standing.verdict is ActVerdict.APPLIED:
        return pgettext("act", "applied"), "ok"
    if standing.verdict is ActVerdict.TO_COMPARE:
        return _("waits: compare the key of this territory"), "walk"
    if standing.verdict is ActVerdict.WAITING:
        return {
            "invite": _("waits for the invitation"),
            "version": _("waits for the version it speaks of"),
            "amendment": _("waits for the amendment it speaks of"),
            "signature": _("waits for the signature it withdraws"),
        }[standing.reason], "walk"
    return {
        "leader": _("refused: another territory leads this position"),
        "version": _("refused: this version is there with another text"),
        "signature": _("refused: the signature is that of another territory"),
    }[standing.reason], "late"


def signature_table(rows: Sequence[dict[str, Any]]) -> Table | None:
    """Who signed, which version, and whether a later one is to sign again."""
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
    return Table(_("Signatories"), tuple(map(Column, labels)), cells) if cells else None


def compared(
    before: Sequence[acts.TextSection], after: Sequence[acts.TextSection]
) -> list[dict[str, Any]]:
    """The sections of two versions, those that left included, word by word."""
    old, new = ({each.key: each for each in one} for one in (before, after))
    blank = acts.TextSection("", "", "")
    pairs = [(old.get(key, blank), new.get(key, blank)) for key in {**new, **old}]
    return [{"title": b.title or a.title, "was": a.title if a.title != b.title else "",
             "same": a == b, "pieces": compare(a.body, b.body)} for a, b in pairs]  # fmt: skip
