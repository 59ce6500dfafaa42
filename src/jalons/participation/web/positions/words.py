"""Acts of positions in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.participation.engine.positions import acts
from jalons.participation.engine.positions.replica import Standing, Verdict


def act(said: acts.Said) -> str:
    """What an act does."""
    names = {
        acts.Invite: _("invitation and first version"), acts.Amend: pgettext("act", "amendment"),
        acts.Opine: _("opinion on an amendment"), acts.NewVersion: _("new version of the text"),
        acts.Decide: _("decision on amendments"), acts.Sign: pgettext("act", "signature"),
        acts.Unsign: _("signature withdrawn"), acts.Status: _("state and deadlines"),
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


def verdict(standing: Standing) -> tuple[str, str]:
    """What was done with an act that came, and the kind of its mark."""
    if standing.verdict is Verdict.APPLIED:
        return pgettext("act", "applied"), "ok"
    if standing.verdict is Verdict.TO_COMPARE:
        return _("waits: compare the key of this territory"), "walk"
    if standing.verdict is Verdict.WAITING:
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
