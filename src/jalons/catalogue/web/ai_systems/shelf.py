"""The AI systems an authority shows to everybody: what they do, who decides, how to object."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.catalogue.engine.ai.questions import questions
from jalons.catalogue.web.ai_systems import queries
from jalons.catalogue.web.ai_systems.energy import question_of
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.catalogue.web.datasets.error_mail import report_ways
from jalons.catalogue.words import ai as words
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.wording import format_interval

PAGE = "systemes-ia"
SHOWN = (queries.State.TESTING, queries.State.USED, queries.State.SUSPENDED, queries.State.STOPPED)


def _systems(authority: Authority) -> list[AISystem]:
    return list(queries.systems(authority).filter(state__in=SHOWN))


def _item(found: AISystem) -> public.PublicItem:
    kind, months = queries.classed(found), found.months  # type: ignore[attr-defined]
    energy, question = queries.yearly_energy(months)[0], question_of(found)
    shown = [each for each in questions() if each.public and each.key not in found.drafts]
    answers = {each.label.text(lang()): each.words(found.answers, lang()) for each in shown}
    said = {label: text for label, text in answers.items() if text}
    value = {
        "id": str(found.urn), "name": found.name, "summary": found.summary,
        "state": str(found.get_state_display()), "department": found.service,
        "owner": found.owner, "class": words.class_label(kind.kind, lang()),
        "reasons": words.reasons(kind, lang()), "answers": said,
        "duties": [each.duty.title.text(lang()) for each in queries.due(found)],
        "energy": energy and words.energy(energy, lang()),
        "question": question and format_interval(question, "Wh", lang()),
        "measured": found.measured.get("preuve") or None,
        "contact": found.contact_email, "answer_days": found.answer_days,
        "updated_on": found.changed_at.date().isoformat(),
        "review_by": found.review_by.isoformat(), "stale": queries.is_stale(found),
        "review_words": day_words(found.review_by),
    }  # fmt: skip
    written = [found.summary, found.service, found.owner, found.supplier, *said.values()]
    return public.PublicItem(found.urn, found.name, value, tuple(filter(None, written)))


def _offered(authority: Authority) -> Sequence[tuple[Urn, str]]:
    return [(each.urn, each.name) for each in _systems(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _systems(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(map(_item, rows)))


def _words(
    snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    return {"cards": [{**each, **report_ways(snapshot, each["contact"], each["name"])}
                      for each in values]}  # fmt: skip


def _data(whole: public.PublicTerritory) -> dict[str, Any]:
    return {**whole.head, "systems": whole.shelves[PAGE].values}


AI_SYSTEMS = public.Shelf(
    name=PAGE, kind=AISystem.urn_kind(), title=gettext_lazy("Artificial intelligence systems"),
    offered=_offered, shown=_shown, template="catalogue/publication/systemes_ia.html",
    words=_words, per_page=10,
    reading=public.ReadingRule("ai_system_edit", sentences=True), data={f"{PAGE}.json": _data},
    inside=gettext_lazy("What each system does, its class, who oversees it; a role, no person."),
)  # fmt: skip
