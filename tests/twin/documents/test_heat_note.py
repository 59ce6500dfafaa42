"""The note for the climate plan, and how a figure is told."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jalons.foundation.documents.formats import FORMATS, written
from jalons.foundation.documents.tree import Figure, Table, sections
from jalons.kernel import Interval
from jalons.twin.documents.heat.computation_steps import pair_steps
from jalons.twin.documents.heat.note import NoteMaterial, heat_note
from jalons.twin.engine.heat.matching import matched
from jalons.twin.engine.heat.metering import Delivered
from jalons.twin.engine.heat.need import HeatNeed, NeedKind
from jalons.twin.engine.heat.room import Cooling, ServerRoom
from jalons.twin.store.heat import assumptions, duties

HERE = (2.0, 48.0)
ROOMS = (
    ServerRoom("a", "Mairie", total_power=62.0, cooling=Cooling.AIR, place=HERE, measured_days=20),
    ServerRoom("b", "Local"),
)
NEEDS = (
    HeatNeed("c", "Piscine", NeedKind.POOL, 900.0, 28.0, (2.0, 48.001)),
    HeatNeed("d", "École", NeedKind.HEATING, 300.0, None, HERE),
    HeatNeed("e", "Serre", NeedKind.GREENHOUSE),
)


def material(
    rooms: tuple[ServerRoom, ...] = ROOMS, needs: tuple[HeatNeed, ...] = NEEDS, **more: Any
) -> NoteMaterial:
    told: dict[str, Any] = {
        "authority": "Ville d’essai",
        "day": date(2026, 11, 25),
        "year": 2026,
        "rooms": rooms,
        "needs": needs,
        "match": matched(rooms, needs, assumptions()),
        "meters": (),
        "assumptions": assumptions(),
        "duties": duties(),
    }
    return NoteMaterial(**(told | more))


def words(found: object) -> str:
    """Everything a tree says, as one text."""
    if isinstance(found, str):
        return found
    if isinstance(found, tuple):
        return " ".join(words(each) for each in found)
    if hasattr(found, "__dataclass_fields__"):
        return " ".join(words(getattr(found, name)) for name in found.__dataclass_fields__)
    return ""


def tidy(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_note_says_what_is_so_what_the_law_asks_and_what_is_unknown() -> None:
    tree = heat_note(material(), "fr")
    said = tidy(words(tree.blocks))
    assert "Les salles de serveurs pourraient donner environ" in tidy(tree.subject)
    assert "Piscine" in tree.subject
    assert "article L. 229-26, II, 2°" in said
    assert "article R. 229-51" in said
    assert "Puissance inconnue : Local" in said
    assert "PUE inconnu, remplacé par une hypothèse large : Mairie" in said
    assert "Besoin annuel inconnu : Serre" in said
    assert "Position inconnue : Local, Serre" in said
    assert "mesurée sur 20 jours" in said
    assert "Chaleur réellement livrée en 2026 : inconnue" in said


def test_an_article_nobody_checked_is_not_verified() -> None:
    by_article = {duty.reference["fr"]: duty.source for duty in duties()}
    assert not by_article["Code de l’environnement, article R. 229-51"].verified
    for source in by_article.values():
        assert bool(source.link and source.opened) == source.verified


def test_every_figure_of_the_assumptions_carries_its_source() -> None:
    tree = heat_note(material(), "fr")
    last = list(sections(tree.blocks))[-1]
    table = next(each for each in last.blocks if isinstance(each, Table))
    assert len(table.rows) == len(assumptions().values)
    for row in table.rows:
        assert isinstance(row[1], tuple)
        assert isinstance(row[1][0], Figure)


def test_what_meters_counted_is_shown_and_never_mixed_with_the_potential() -> None:
    counted = Delivered(Interval(10.0, 12.0, 14.0), 5, 0, 1, resets=1)
    note = material(meters=(("Échangeur", counted), ("Muet", None)))
    said = tidy(words(heat_note(note, "fr").blocks))
    assert "Chaleur réellement livrée en 2026, d’après les compteurs : 10 – 14 MWh" in said
    assert "remises à zéro : 1" in said
    assert note.delivered == Interval(10.0, 12.0, 14.0)


def test_a_town_without_rooms_gets_a_note_that_says_so() -> None:
    tree = heat_note(material(rooms=(), needs=()), "fr")
    assert "n’est pas encore connue : ce n’est pas zéro" in tidy(tree.subject)
    said = tidy(words(tree.blocks))
    assert "0 MWh" not in said
    assert "Rien n’est encore décrit ici" in said


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_the_note_leaves_in_every_format(kind: str, lang: str) -> None:
    assert len(written(heat_note(material(fictional=True), lang), kind)) > 5_000


def test_the_steps_of_a_pair_do_the_sum_again() -> None:
    found = material()
    pair = found.match.served[0]
    steps = {s.title: tidy(s.formula) for s in pair_steps(pair, found.match, assumptions(), "fr")}
    power = 62 / 1.57 * 0.6 * 0.95
    assert f"= {power:.1f} kW".replace(".", ",") in steps["Puissance récupérable"]
    assert "62 kW en tout ÷ PUE 1,57" in steps["Puissance récupérable"]
    assert "110 m à vol d’oiseau × 1,3" in steps["Tranchée et pertes"]
    used = {
        each.key for s in pair_steps(pair, found.match, assumptions(), "fr") for each in s.assumed
    }
    assert {"pue", "share.air", "measured_power", "approach", "pipe_loss"} <= used


def test_a_pair_that_gets_nothing_says_why() -> None:
    found = material()
    pair = next(pair for pair in found.match.pairs if pair.need.id == "d" and not pair.served)
    told = pair_steps(pair, found.match, assumptions(), "fr")
    assert any("déjà pris par un couple" in step.formula for step in told)


def test_every_sentence_exists_in_both_languages() -> None:
    path = Path(__file__).parents[3] / "src/jalons/twin/data/messages.toml"

    def leaves(table: dict[str, Any]) -> list[dict[str, Any]]:
        if "fr" in table:
            return [table]
        return [leaf for each in table.values() for leaf in leaves(each)]

    told = leaves(tomllib.loads(path.read_text("utf-8"))["heat"])
    assert len(told) > 100
    assert all(each["fr"] and each["en"] for each in told)
