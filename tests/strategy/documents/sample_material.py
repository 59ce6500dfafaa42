"""Two authorities for the tests: one that knows and does a lot, one of which nothing is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from jalons.kernel import (
    Interval,
    Observation,
    Perimeter,
    Period,
    Quality,
    Source,
    Status,
    Unit,
    Urn,
)
from jalons.strategy.documents.material import (
    Actor,
    Aim,
    Cost,
    Duty,
    Grant,
    LastYear,
    Material,
    Plan,
    RoadmapAction,
    Subject,
    Task,
)
from jalons.strategy.engine.catalogue import Words
from jalons.strategy.engine.diagnosis.latest_values import latest_values
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.strategy.engine.diagnosis.referential import Facts
from jalons.strategy.engine.diagnosis.scoring import Answer, diagnose
from jalons.strategy.engine.indicators.trajectory import Course, Point, follow
from jalons.strategy.engine.roadmap.actors import Partner
from jalons.strategy.engine.roadmap.roadmap import Pace
from jalons.strategy.engine.statutory.yearly import ActionState, Measure, Target, YearFacts
from jalons.strategy.store import catalogue, decree, manifesto, referential

DAY = date(2026, 11, 24)
FACTORS = Source("Facteurs d’essai", "ADEME", date(2024, 1, 1), "Licence ouverte", verified=False)
INVENTORY = Source("Inventaire du parc", "Agglomération d’essai", date(2026, 11, 3), "interne")
PUBLIC = Source("Populations légales", "Insee", date(2026, 1, 1), "Licence ouverte")
LAW = Source("Décret 2022-1084", "Légifrance", None, "Licence ouverte")
REEN = Duty(
    Words("Stratégie numérique responsable", "Responsible digital strategy"),
    Words("Élaborer un programme de travail, puis adopter une stratégie.", "Write a strategy."),
    "CGCT, art. D. 2311-15-1",
    applies=True,
    source=LAW,
)


def observation(  # noqa: PLR0913  (an observation has that many parts)
    indicator, low, mid, high, year, *, unit=None, sources=(FACTORS, INVENTORY), quality=None
):
    return Observation(
        indicator=indicator,
        value=Interval(low, mid, high),
        unit=Unit.parse(unit) if unit else catalogue().get(indicator).unit,
        period=Period.year(year),
        perimeter=Perimeter(Urn("authority", "agglo"), ("fleet",), ("networks",)),
        sources=sources,
        method="jalons-footprint/1",
        status=Status.ESTIMATED,
        origin=Urn("inventory", str(year)),
        quality=quality,
    )


OBSERVATIONS = (
    observation("footprint.total", 180, 210, 240, 2024),
    observation("footprint.total", 170, 190, 220, 2025),
    observation("footprint.total", 118, 148, 187, 2026),
    observation("footprint.per_staff", 300, 330, 410, 2026, unit="kg CO2 eq/year/person"),
    observation("inclusion.mediation_places", 12, 12, 12, 2026, sources=(INVENTORY,)),
    observation("footprint.quality", 2.96, 2.96, 2.96, 2026, quality=Quality(0.0, 0.0592, 0.9408)),
    observation("footprint.life_laptop", 4, 5, 6.5, 2026),
    observation("footprint.scenario_gain", 1, 1.5, 2, 2026),
)
LATEST_VALUES = latest_values(latest_by_indicator(OBSERVATIONS), catalogue())


def aim():
    indicator = catalogue().get("footprint.total")
    course = Course(Point(date(2024, 12, 31), 210), (Point(date(2030, 12, 31), 120),))
    measured = [
        (each.period.end, each.value)
        for each in OBSERVATIONS
        if each.indicator == "footprint.total"
    ]
    following = follow(course, measured, indicator.direction)
    return Aim(indicator, course, following, "Délibération du 12 février 2026")


ACTIONS = (
    RoadmapAction(
        id="a1",
        number="1.1",
        title="Garder les ordinateurs six ans",
        status="under_way",
        pace=Pace.LATE,
        description="Allonger la durée de vie du parc.\n\n- réparer\n- reconditionner",
        axis="1 Un numérique sobre",
        priority="high",
        participation="consultation",
        start=date(2025, 1, 1),
        end=date(2026, 6, 30),
        commitments=(4,),
        departments=("Systèmes d’information",),
        partners=(Partner("Atelier du réemploi", agreed=True), Partner("Syndicat du numérique")),
        indicators=("footprint.total",),
        plans=("Plan climat",),
        tasks=(Task("Choisir un réparateur", date(2026, 12, 15), None),),
        costs=(
            Cost(2026, "running", "euros", Decimal(12000), Decimal(9500)),
            Cost(2026, "running", "staff_days", Decimal(20), None),
        ),
        grants=(Grant("ADEME", "asked", Decimal(5000), None),),
    ),
    RoadmapAction(
        id="a2",
        title="Ouvrir un lieu de médiation",
        status="done",
        pace=Pace.DONE,
        axis="2 Un numérique pour tous",
        commitments=(1,),
        indicators=("inclusion.mediation_places",),
        elected_referent="Mme Martin, adjointe",
        departments=("Action sociale",),
    ),
    RoadmapAction(
        id="a3",
        title="Acheter reconditionné",
        status="planned",
        indicators=("procurement.reused_share",),
        pace=Pace.NO_DATE,
        commitments=(5,),
    ),
)
ACTORS = (
    Actor("Atelier du réemploi", "reuse", "Reprendre les ordinateurs réformés", "Un atelier",
          "Convention de réemploi", date(2026, 3, 3), agreed=True),
    Actor("Office de l’habitat", "landlord", "Ouvrir ses halls aux ateliers"),
)  # fmt: skip
LAST = LastYear(
    YearFacts(
        2025,
        measures={
            "footprint.total": Measure(
                170, 190, 220, "2025-12-31", "jalons-footprint/1", '[["fleet"], ["networks"]]'
            )
        },
        actions={
            "a1": ActionState("Garder les ordinateurs six ans", "planned", late=False),
            "a2": ActionState("Ouvrir un lieu de médiation", "under_way", late=False),
            "a9": ActionState("Ancienne action", "planned", late=False),
        },
        targets={"footprint.total": Target(100, "2030-12-31")},
    ),
    "Bilan annuel 2025",
)


def empty(**changes):
    """An authority of which nothing but the name is known."""
    source = referential()
    made = Material(
        subject=Subject("Commune d’essai"),
        year=2026,
        day=DAY,
        manifesto=manifesto(),
        catalogue=catalogue(),
        decree=decree(),
        diagnosis=diagnose(source, {}, Facts()),
    )
    return replace(made, **changes)


def full(**changes):
    """An authority that measured, decided, acted and wrote."""
    source = referential()
    answers = {
        question.id: (Answer.DONE, Answer.PLANNED, Answer.NOT_DONE)[rank % 3]
        for rank, question in enumerate(q for q in source.questions() if q.level == 1)
    }
    facts = Facts("epci", "CA", 77400, 453, frozenset(source.competences), overseas=False)
    made = empty(
        subject=Subject("Agglomération d’essai", "epci", "CA", 77400, PUBLIC, 453),
        diagnosis=diagnose(source, answers, facts, values=LATEST_VALUES),
        observations=OBSERVATIONS,
        aims=(aim(),),
        axes=(("1 Un numérique sobre", "Moins et mieux."), ("2 Un numérique pour tous", "")),
        actions=ACTIONS,
        plans=(Plan("pcaet", "Plan climat", date(2024, 1, 1), date(2030, 1, 1)),),
        duties=(REEN,),
        actors=ACTORS,
        last=LAST,
        followed=frozenset({"inclusion.mediation_places"}),
        texts={
            "essentials": "Notre territoire change.\n\n- un\n- deux",
            "session": "Le 12 février.",
        },
    )
    return replace(made, **changes)
