"""The positions an authority shows: their text, who signed them, what came of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words
from jalons.foundation.partners.queries import key_of
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.participation.engine.positions.acts import TextSection
from jalons.participation.engine.positions.replica import Replica
from jalons.participation.web.positions import queries, words
from jalons.participation.web.positions.models import ObtainedCommitment, Position
from jalons.participation.web.positions.sheets import followed, signed

PAGE = "positions"


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    """Those whose text is settled, that this authority leads or signed."""
    mine = key_of(authority)
    rows = queries.positions(authority).filter(state__in=queries.SHOWN)
    return [(each.urn, each.title) for each in rows
            if each.is_led_here or mine in _signers(each)]  # fmt: skip


def _signers(position: Position) -> set[str]:
    found = queries.copy_of(position.authority, position.uid)
    return {each.act.key for each in found.signatures}


def _item(position: Position, found: Replica) -> public.PublicItem:
    last = found.current
    versions = [
        {"number": each.number, "hash": each.hash, "made_on": each.made_on.isoformat(),
         "sections": [{"key": s.key, "title": s.title, "body": s.body} for s in each.sections]}
        for each in found.versions
    ]  # fmt: skip
    value = {
        "id": str(position.urn), "pk": str(position.pk), "title": position.title,
        "kind": position.kind, "state": position.state,
        "state_words": str(position.get_state_display()), "summary": position.summary,
        "led_by": position.leading_name or position.authority.name,
        "sign_until": position.sign_until.isoformat() if position.sign_until else None,
        "version": last.number if last else 0, "hash": last.hash if last else "",
        "signatories": signed(found), "versions": versions, **followed(position),
        "outcome": position.outcome, "outcome_words": str(position.get_outcome_display()),
        "outcome_text": position.outcome_text,
    }  # fmt: skip
    return public.PublicItem(position.urn, position.title, value, tuple(_texts(value, found)))


def _texts(value: dict[str, Any], found: Replica) -> list[str]:
    """The words that people wrote, those of the signed file included."""
    written = [value["title"], value["summary"], value["outcome_text"]]
    for each in found.versions:
        written += [text for one in each.sections for text in (one.title, one.body)]
    decided = [one.reason for act in found.standings
               for one in getattr(act.act.said, "decisions", ())]  # fmt: skip
    written += [each["quality"] for each in value["signatories"]]
    written += [text for key in ("correspondence", "commitments") for each in value[key]
                for text in each.values() if isinstance(text, str)]  # fmt: skip
    return [*dict.fromkeys(filter(None, [*written, *decided]))]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in queries.positions(authority).filter(state__in=queries.SHOWN)
            if str(each.urn) in chosen]  # fmt: skip
    return public.ShelfContent(tuple(
        _item(each, queries.copy_of(authority, each.uid)) for each in rows
    ))  # fmt: skip


def _words(
    snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    alone = len(snapshot.shelves[PAGE].items) == 1
    return {"cards": [_card(each) for each in values], "alone": alone}


def _card(value: dict[str, Any]) -> dict[str, Any]:
    """A position as its page shows it: tables, the first and last versions word by word."""
    texts = [msgspec.convert(each["sections"], tuple[TextSection, ...])
             for each in value["versions"]]  # fmt: skip
    lines = [
        " · ".join(filter(None, (day_words(date.fromisoformat(each["day"])), each["way_words"],
                                 each["with"], each["channel"], each["summary"])))
        for each in sorted(value["correspondence"], key=lambda each: str(each["day"]))
    ]  # fmt: skip
    return {
        **value, "sections": texts[-1] if texts else (), "followed": lines,
        "signatures": words.signature_table(value["signatories"], value["title"]),
        "commitments_table": _commitments(value["commitments"], value["title"]),
        "compared": words.compared(texts[0], texts[-1]) if len(texts) > 1 else [],
    }  # fmt: skip


def _commitments(rows: list[Any], position: str) -> Table | None:
    names = dict(ObtainedCommitment.State.choices)
    kinds = {"done": "ok", "broken": "late"}
    cells = tuple(
        (each["text"], each["by"] or "–",
         day_words(date.fromisoformat(each["due"])) if each["due"] else "–",
         Cell("", mark=_("late") if each["late"] else str(names[each["state"]]),
              mark_kind="late" if each["late"] else kinds.get(each["state"], "walk")))
        for each in rows
    )  # fmt: skip
    labels = (_("Commitment"), pgettext("promise", "Of"), pgettext("promise", "By"),
              pgettext("promise", "Where it stands"))  # fmt: skip
    title = _("Commitments obtained for “%(title)s”") % {"title": position}
    return Table(title, tuple(map(Column, labels)), cells) if cells else None


POSITIONS = public.Shelf(
    name=PAGE, kind=Position.urn_kind(), title=gettext_lazy("Positions"), offered=_offered,
    shown=_shown, template="participation/publication/positions.html", words=_words, per_page=5,
    reading=public.ReadingRule("position_edit", sentences=True),
    data={f"{PAGE}.json": public.values_under("positions", PAGE)},
    inside=gettext_lazy("The text, who signed it by its role, what came of it; never a person."),
)  # fmt: skip
