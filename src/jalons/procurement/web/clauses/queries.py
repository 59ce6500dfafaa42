"""The checks of selections: how far they are, those that are late, those the calendar asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.procurement.documents.clauses_annex import AnnexMaterial
from jalons.procurement.engine.clauses.catalogue import Clause, catalogue, chosen
from jalons.procurement.engine.clauses.follow_up import CheckProgress, PlannedCheck, plan, progress
from jalons.procurement.web.clauses.models import ClauseCheck, ClauseSelection, SelectedOwnClause
from jalons.procurement.web.own_clauses.queries import as_clause
from jalons.tabular.matching import has_words


def checks(authority: Authority, **of: Any) -> QuerySet[ClauseCheck]:
    rows = living(ClauseCheck, authority).filter(selection__deleted_at=None, **of)
    return rows.select_related("selection")


def progress_of(rows: QuerySet[ClauseCheck]) -> CheckProgress:
    return progress(rows.values_list("state", "due_on"), timezone.localdate())


def plan_of(found: ClauseSelection) -> tuple[PlannedCheck, ...]:
    return plan(chosen(found.clauses), found.notified_on, found.months, found.delivery_on)


def material(found: ClauseSelection) -> AnnexMaterial:
    return AnnexMaterial(
        found.authority.name, found.name, found.market, timezone.localdate(),
        (*chosen(found.clauses), *own_of(found)), found.values, plan_of(found),
        fictional=found.authority.kind == Authority.Kind.DEMO,
    )  # fmt: skip


def own_of(found: ClauseSelection) -> tuple[Clause, ...]:
    """The clauses of the authority in the file of a contract, as those of the catalogue."""
    rows = living(SelectedOwnClause, found.authority).filter(selection=found)
    rows = rows.select_related("clause").order_by("clause__title", "pk")
    return tuple(as_clause(each.clause) for each in rows)


def difference(
    found: ClauseSelection,
) -> tuple[list[tuple[ClauseCheck, dict[str, Any]]], list[ClauseCheck]]:
    """The checks to make or move, and those to do that no clause leads to any more."""
    rows = checks(found.authority, selection=found, number__gt=0)
    stored = {(each.clause, each.number): each for each in rows}
    changes: list[tuple[ClauseCheck, dict[str, Any]]] = []
    for each in plan_of(found):
        check = stored.pop((each.clause.id, each.number), None)
        if each.due and check is None:
            made = ClauseCheck(authority=found.authority, selection=found)
            values = {"clause": each.clause.id, "number": each.number, "due_on": each.due}
            changes.append((made, values))
        elif check and each.due and check.state == "to_do" and check.due_on != each.due:
            changes.append((check, {"due_on": each.due}))
    return changes, [each for each in stored.values() if each.state == "to_do"]


def listed(wanted: Mapping[str, str]) -> list[Clause]:
    """The clauses of the catalogue that an address asks for."""
    return [
        each for each in catalogue().values()
        if wanted["marche"] in {"", *each.markets}
        and wanted["besoin"] in {"", each.family}
        and wanted["nature"] in {"", each.kind}
        and wanted["difficulte"] in {"", each.difficulty}
        and has_words(wanted["q"], f"{each.fr} {each.en} {each.need} {each.text}")
    ]  # fmt: skip
