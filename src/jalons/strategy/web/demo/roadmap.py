"""The roadmap of the demonstration: every person, plan and amount in it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.notes import actions as notes
from jalons.foundation.register.writer import write
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis.actions import fill_roadmap
from jalons.strategy.web.roadmap import actions
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)
from jalons.strategy.web.roadmap.register import last_rank

PLANS = (
    ("pcaet", "Plan climat 2024-2030", date(2024, 1, 1), date(2030, 12, 31)),
    ("spaser", "Schéma d’achats responsables 2025", date(2025, 1, 1), date(2028, 12, 31)),
    ("accessibility", "Schéma d’accessibilité 2025-2027", date(2025, 1, 1),
     date(2027, 12, 31)),
)  # fmt: skip
AXES = (
    "Garder plus longtemps, acheter moins",
    "Des services pour tous",
    "Des données utiles et sobres",
)


def _sheet(  # noqa: PLR0913, PLR0917  a sheet has that many parts
    number: str,
    axis: int,
    title: str,
    commitments: list[int],
    status: str,
    start: tuple[int, int],
    end: tuple[int, int] | None,
    **more: Any,
) -> dict[str, Any]:
    """A sheet in one line: days are (year, month); ``end`` is the 28th of its month.

    ``ready`` is the ready-made action it was started from.
    """
    return {
        "number": number,
        "axis": axis,
        "title": title,
        "commitments": commitments,
        "status": status,
        "start": date(*start, 1),
        "end": date(*end, 28) if end else None,
        **more,
    }


SHEETS: tuple[Mapping[str, Any], ...] = (
    _sheet(
        "1.1", 0, "Garder les ordinateurs portables sept ans", [4], "under_way",
        (2025, 9), (2028, 12), ready="4-05", priority="high", lead_name="Direction du numérique",
        elected_referent="Claire Exemple, vice-présidente",
        departments=["Direction du numérique", "Moyens généraux"],
        indicators=["footprint.life_laptop", "footprint.total"], plans=[0],
        tasks=[("Écrire la règle de renouvellement", date(2025, 11, 15), date(2025, 11, 12)),
               ("Changer les batteries, pas les machines", date(2026, 6, 30), date(2026, 7, 2)),
               ("Équiper un atelier de réparation", date(2027, 3, 31), None)],
        budget=[(2026, "running", "euros", "12000", "9800"),
                (2027, "running", "euros", "12000", None),
                (2026, "running", "staff_days", "25", "31")],
    ),
    _sheet(
        "1.2", 0, "Acheter reconditionné quand l’usage le permet", [5], "under_way",
        (2026, 1), (2027, 6), ready="5-07", priority="high", lead_name="Service des achats",
        departments=["Service des achats"], partners=["Groupement d’achat"], plans=[1],
        indicators=["procurement.reused_share"],
        tasks=[("Insérer la clause dans le marché", date(2026, 4, 30), date(2026, 5, 11)),
               ("Mesurer la part de l’année", date(2027, 1, 31), None)],
        budget=[(2026, "investment", "euros", "48000", "41250"),
                (2027, "investment", "euros", "52000", None)],
        fundings=[("Région", "granted", "15000", "12000")],
    ),
    _sheet(
        "1.3", 0, "Donner une seconde vie aux équipements réformés", [6], "planned",
        (2026, 3), (2026, 9), ready="6-03", lead_name="Moyens généraux",
        departments=["Moyens généraux"],
        partners=["Ressourcerie du Pont"],
        tasks=[("Signer la convention avec la ressourcerie", date(2026, 6, 30), None)],
        budget=[(2026, "running", "euros", "6000", None)],
    ),
    _sheet(
        "1.4", 0, "Compter le matériel de tous les sites", [4], "done", (2025, 2), (2026, 10),
        ready="4-01", lead_name="Direction du numérique", departments=["Direction du numérique"],
        indicators=["footprint.share_assessed", "footprint.devices_per_staff"],
        tasks=[("Compter les cinq sites", date(2025, 11, 3), date(2025, 11, 3)),
               ("Ajouter le conservatoire", date(2026, 10, 31), date(2026, 10, 20))],
        budget=[(2025, "running", "staff_days", "30", "34"),
                (2026, "running", "staff_days", "12", "9")],
    ),
    _sheet(
        "2.1", 1, "Maintenir un accueil humain pour chaque démarche en ligne", [1], "under_way",
        (2025, 1), (2027, 12), ready="1-03", priority="high", lead_name="Direction des usagers",
        departments=["Direction des usagers"], participation="consultation", plans=[2],
        indicators=["inclusion.human_channel"],
        tasks=[("Recenser les démarches", date(2025, 6, 30), date(2025, 6, 20))],
        budget=[(2026, "running", "staff_days", "110", "104")],
    ),
    _sheet(
        "2.2", 1, "Rendre accessibles le site et les trois téléservices", [1], "under_way",
        (2025, 2), (2026, 10), ready="1-06", lead_name="Direction de la communication",
        departments=["Direction de la communication", "Direction du numérique"], plans=[2],
        indicators=["webaudit.rgaa_rate"],
        tasks=[("Auditer le site", date(2025, 9, 30), date(2025, 10, 3)),
               ("Corriger les formulaires", date(2026, 10, 15), None)],
        budget=[(2025, "running", "euros", "18000", "17400"),
                (2026, "running", "euros", "22000", None)],
    ),
    _sheet(
        "2.3", 1, "Former les agents d’accueil à aider et à orienter", [2], "done",
        (2025, 3), (2026, 6), ready="2-06",
        lead_name="Ressources humaines", departments=["Ressources humaines"],
        indicators=["inclusion.agents_trained"],
        tasks=[("Former les encadrants", date(2025, 12, 31), date(2025, 12, 9)),
               ("Former les équipes d’accueil", date(2026, 6, 30), date(2026, 6, 18))],
        budget=[(2025, "running", "euros", "9000", "8700"),
                (2026, "running", "staff_days", "60", "58")],
    ),
    _sheet(
        "2.4", 1, "Former six agents sur dix aux bons gestes", [2], "planned",
        (2027, 1), (2030, 12), ready="2-03", lead_name="Ressources humaines",
        departments=["Ressources humaines"], indicators=["inclusion.agents_trained"],
        tasks=[("Inscrire la formation au plan de 2027", date(2026, 12, 18), None)],
        budget=[(2027, "running", "staff_days", "90", None)],
    ),
    _sheet(
        "3.1", 2, "Publier l’inventaire des données et leur qualité", [9], "planned",
        (2026, 9), (2027, 9), ready="9-02", lead_name="Mission données",
        departments=["Mission données"],
        indicators=["catalogue.datasets_valid"],
        tasks=[("Choisir dix jeux de données", date(2026, 12, 15), None)],
    ),
    _sheet(
        "3.2", 2, "Ne garder que les capteurs qui servent", [7, 9], "proposed",
        (2027, 1), None, priority="low", lead_name="Direction technique",
        departments=["Direction technique"], participation="information", plans=[0],
    ),
    _sheet(
        "3.3", 2, "Ouvrir un portail de données de plus", [9], "abandoned", (2025, 1), (2025, 12),
        priority="low", description="Abandonnée : le portail régional suffit.",
    ),
)  # fmt: skip
CHILD = ("1.1.1", "Recenser les ordinateurs sans batterie")


def fill(*, authority: Authority, contributor: User, story: Story) -> None:
    """Give the demonstration its axes, plans, sheets, tasks, budget and fundings."""
    axes = [Axis(authority=authority) for _ in AXES]
    for axis, name in zip(axes, AXES, strict=True):
        rank = last_rank(authority, None)
        write(authority, contributor, [(axis, {"name": name, "rank": rank})])
    plans = [LinkedPlan(authority=authority) for _ in PLANS]
    for plan, (kind, name, start, end) in zip(plans, PLANS, strict=True):
        values = {"kind": kind, "name": story.text(name), "link": "",
                "start": story.day(start), "end": story.day(end)}  # fmt: skip
        write(authority, contributor, [(plan, values)])
    for sheet in SHEETS:
        made = _make(authority, contributor, story, dict(sheet), axes, plans)
        if sheet["number"] == "1.1":
            number, title = CHILD
            child = {"number": number, "title": title, "parent": made.pk, "axis": axes[0].pk,
                     "commitments": [4], "end": story.day(date(2026, 12, 18))}  # fmt: skip
            actions.create_action(authority=authority, user=contributor, values=child)
            notes.add(
                authority=authority,
                user=contributor,
                about=made.urn,
                label=made.title,
                text="Point d’étape d’octobre : la règle est suivie par onze services sur treize.",
            )


def _make(  # noqa: PLR0913, PLR0917  who writes, when, and what a sheet refers to
    authority: Authority,
    user: User,
    story: Story,
    sheet: dict[str, Any],
    axes: list[Axis],
    plans: list[LinkedPlan],
) -> Action:
    """A sheet with all that follows it."""
    tasks, budget, fundings = (sheet.pop(name, ()) for name in ("tasks", "budget", "fundings"))
    linked = [plans[rank].pk for rank in sheet.pop("plans", ())]
    ready = sheet.pop("ready", "")
    values = sheet | {
        "axis": axes[sheet["axis"]].pk,
        "linked_plans": linked,
        **{name: story.day(sheet[name]) for name in ("start", "end") if sheet[name]},
    }
    action = _started(authority, user, ready, values)
    for rank, (title, due, done_at) in enumerate(tasks, start=1):
        part = ActionTask(authority=authority, action=action, rank=rank)
        values = {"title": story.text(title), "due": story.day(due), "who": "",
                "done_at": done_at and story.day(done_at)}  # fmt: skip
        write(authority, user, [(part, values)])
    for year, nature, measure, planned, actual in budget:
        line = BudgetLine(authority=authority, action=action)
        values = {"year": story.moved(year), "nature": nature, "measure": measure,
                "planned": _money(planned), "actual": _money(actual)}  # fmt: skip
        write(authority, user, [(line, values)])
    for funder, state, requested, granted in fundings:
        money = Funding(authority=authority, action=action)
        values = {"funder": funder, "state": state, "asked": _money(requested),
                "granted": _money(granted)}  # fmt: skip
        write(authority, user, [(money, values)])
    return action


def _started(authority: Authority, user: User, ready: str, values: dict[str, Any]) -> Action:
    """A new action, or a ready-made action of the basket, then changed."""
    if not ready:
        return actions.create_action(authority=authority, user=user, values=values)
    chosen = [each for each in referential().actions if each.id == ready]
    (action,) = fill_roadmap(
        authority=authority, user=user, chosen=chosen, today=values["start"], lang="fr"
    )
    actions.change_action(action=action, user=user, values=values)
    return action


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
