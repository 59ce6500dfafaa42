"""The duties to publish that an authority shows to everybody: only those a person answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.datasets.queries import SHELF as DATASETS
from jalons.catalogue.web.duties import queries
from jalons.catalogue.web.duties.queries import DutyLine, DutyStanding
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import Addresses
from jalons.kernel import Urn

PAGE = "obligations"
MARKS = {DutyStanding.DONE: "ok", DutyStanding.LATE: "late", DutyStanding.MISSING: "late",
         DutyStanding.EXEMPT: "idle"}  # fmt: skip


def _confirmed(authority: Authority) -> dict[str, DutyLine]:
    """The duties that a person answered, by the URN of the answer; what the rule says stays."""
    return {str(each.answer.urn): each for each in queries.board(authority)
            if each.answer and (each.answer.verdict or each.dataset)}  # fmt: skip


def _item(line: DutyLine) -> public.PublicItem:
    """A duty and its state; a dataset is named once it is published."""
    assert line.answer is not None  # noqa: S101  (see ``_confirmed``)
    duty, found, spoken = line.duty, line.dataset, "en" if lang() == "en" else "fr"
    is_public = found is not None and found.state == Dataset.State.PUBLISHED
    value: dict[str, Any] = {
        "id": str(line.answer.urn), "duty": duty.id, "name": duty.name[spoken],
        "what": duty.what[spoken], "law": duty.law, "link": duty.link, "verified": duty.verified,
        "state": line.standing.value, "reason": line.answer.reason,
        "dataset": {"id": str(found.urn), "name": found.name} if found and is_public else None,
    }  # fmt: skip
    texts = [line.answer.reason, found.name if found and is_public else ""]
    return public.PublicItem(line.answer.urn, value["name"], value, tuple(filter(None, texts)))


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    spoken = "en" if lang() == "en" else "fr"
    return [(Urn.parse(urn), line.duty.name[spoken])
            for urn, line in _confirmed(authority).items()]  # fmt: skip


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    lines = _confirmed(authority).items()
    return public.ShelfContent(tuple(_item(line) for urn, line in lines if urn in chosen))


def _words(
    snapshot: public.PublicTerritory, values: Sequence[Mapping[str, Any]], addresses: Addresses
) -> dict[str, Any]:
    """The table of duties; a dataset leads to its page when this page shows it."""
    is_live = type(addresses) is Addresses
    shown = {each["id"] for each in snapshot.shelves[DATASETS].values} if is_live else set()
    states = {
        DutyStanding.MISSING: pgettext("duty", "to publish"),
        DutyStanding.DRAFT: pgettext("duty", "not published yet"),
        DutyStanding.CLOSED: pgettext("duty", "published, not open"),
        DutyStanding.LATE: pgettext("duty", "published, late"),
        DutyStanding.DONE: pgettext("duty", "published"),
        DutyStanding.EXEMPT: pgettext("duty", "does not concern the authority"),
    }

    def data(found: Mapping[str, str] | None) -> Cell:
        if found is None:
            return Cell("–")
        args = [snapshot.page.authority.slug, Urn.parse(found["id"]).id]
        url = reverse("public_dataset", args=args) if found["id"] in shown else ""
        return Cell(found["name"], url=url)

    rows = tuple(
        (each["name"], Cell(each["reason"], mark=states[(state := DutyStanding(each["state"]))],
                            mark_kind=MARKS.get(state, "walk")),
         data(each["dataset"]), Cell(each["law"], confirmed=each["verified"]))
        for each in values
    )  # fmt: skip
    labels = (_("Duty"), _("State"), _("Data"), _("Text"))
    caption = _("What the law asks to publish")
    table = Table(caption, tuple(map(Column, labels)), rows) if rows else None
    meanings = [(each["name"], each["what"], each["link"]) for each in values]
    return {"table": table, "meanings": meanings}


DUTIES = public.Shelf(
    name=PAGE, kind="duty_answer", title=gettext_lazy("Publication duties"), offered=_offered,
    shown=_shown, template="catalogue/publication/obligations.html", words=_words, per_page=25,
    reading=public.ReadingRule("duty_answer_edit", sentences=True),
    data={f"{PAGE}.json": lambda own: {**own.head, "duties": own.shelves[PAGE].values}},
    inside=gettext_lazy("Only what a person answered; never what the rule alone supposes."),
)  # fmt: skip
