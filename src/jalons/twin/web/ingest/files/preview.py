"""What the first rows of a file would become: entities, refusals, doubts about places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.broker.engine.ingest.cells import number
from jalons.broker.engine.ingest.files.places import Box, PlaceCheck, checked_places
from jalons.broker.engine.ingest.files.tables import SheetRow
from jalons.broker.engine.ingest.plan import Plan
from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Table
from jalons.foundation.places.maps import corners
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.local_intake import expanded_type, run
from jalons.twin.web.ingest.observation_table import observations_table, place_of
from jalons.twin.web.observations.queries import key_of
from jalons.twin.web.town_map import maps

from . import uploaded_files as files
from .column_doubts import doubt_sentences
from .import_job import intake_for
from .uploaded_files import UploadedFile

SHOWN, REFUSED_SHOWN = 5, 8
EASTMOST = 2_000_000  # metres: no X of Lambert-93 is beyond, every Y is


@dataclass(frozen=True, slots=True)
class Preview:
    """What the ``looked`` first rows would become; ``problem`` says why nothing is known yet.

    ``policy_key`` is the type in addresses; ``policy_ready`` whether the broker would accept it.
    """

    looked: int = 0
    observations: int = 0
    entities: int = 0
    refused: int = 0
    shown: Table | None = None
    refusals: Table | None = None
    problem: str = ""
    type: str = ""
    policy_key: str = ""
    policy_ready: bool = False
    places: PlaceCheck | None = None
    swapped: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether an import would store something."""
        return not self.problem and self.policy_ready and self.observations > 0


def preview(authority: Authority, upload: UploadedFile) -> Preview:
    """What the first rows of a file would become, by its plan."""
    from jalons.broker.server.ingest.intake import Account, Message

    plan = upload.plan
    if not plan.type:
        return Preview(problem=_("Say what one row is: no type of the list was recognised."))
    try:
        iri = expanded_type(authority, plan)
        intake = intake_for(authority, plan)
    except Problem as problem:
        return Preview(problem=refusal_words.sentence(problem))
    rows = files.sample(authority, upload)
    messages = [
        Message(upload.at, value=row.cells, origin=f"line {row.number}", whole=False)
        for row in rows
    ]
    account = Account()
    tally, found = run(intake.preview(messages, account))
    points = [place for each in found if (place := place_of(each)) is not None]
    check = checked_places(points, _boxes(authority)) if points else None
    return Preview(
        looked=len(rows),
        observations=len(found),
        entities=len({each.entity for each in found}),
        refused=tally.refused,
        shown=observations_table(found[:SHOWN], _("The first rows, as they will become entities")),
        refusals=_refusals([(p[0], p[1]) for p in tally.problems[:REFUSED_SHOWN]]),
        type=iri,
        policy_key=key_of(iri),
        policy_ready=iri in twin_store.policies().usable(twin_store.tenant_of(authority)),
        places=check,
        swapped=(check is not None and check.looks_swapped) or _metres_swapped(plan, rows),
        doubts=doubt_sentences(plan, rows),
    )


def _refusals(problems: Sequence[tuple[str, Problem]]) -> Table | None:
    rows = tuple(refusal_row(origin, problem) for origin, problem in problems)
    columns = (Column(_("Line")), Column(_("What is wrong")), Column(_("How to correct it")))
    return Table(_("Rows that would be refused"), columns, rows) if rows else None


def refusal_row(origin: str, problem: Problem) -> tuple[str, str, str]:
    refusal = refusal_words.refusal_of(problem)
    return origin.removeprefix("line "), refusal.placed, refusal.fix or "–"


def _boxes(authority: Authority) -> list[Box]:
    """The box of the outlines of the territory, none when they are not loaded."""
    points = corners(maps.outline(authority))
    if not points:
        return []
    easts, norths = [p[0] for p in points], [p[1] for p in points]
    return [(min(easts), min(norths), max(easts), max(norths))]


def _metres_swapped(plan: Plan, rows: Sequence[SheetRow]) -> bool:
    """Whether X and Y of Lambert-93 are swapped: north is always beyond six million."""
    if plan.place != "lambert93" or not rows:
        return False
    cells = rows[0].cells
    return _metres(cells.get(plan.east, "")) > EASTMOST > _metres(cells.get(plan.north, "")) > 0


def _metres(cell: str) -> float:
    try:
        return float(number(cell, where=""))
    except Problem:
        return 0.0
