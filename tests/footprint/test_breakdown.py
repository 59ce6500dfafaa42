"""The footprint shared out by kind, place, stage, tier and criterion."""

from dataclasses import astuple, replace
from datetime import date

import pytest

from jalons.footprint.engine.analysis.breakdown import (
    Coverage,
    Dimension,
    break_down,
    opened,
    whole,
)
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.inventory.unknown_kinds import unknown_kinds, with_names
from jalons.footprint.engine.reading import read_inventory, read_sheets, with_choices
from jalons.footprint.store import load_pack
from jalons.footprint.words.breakdown import headline, part_name, share_table, standing_words

FILE = b"""Type;Quantite;Lieu
Ordinateur portable;30;Mairie
Ordinateur portable;10;
Ecran;20;Mairie
Serveur;2;Mairie
Trancheuse;2;Cantine
"""


@pytest.fixture
def inventory():
    return read_inventory(read_sheets(FILE, "parc.csv"), today=date(2026, 11, 24))


@pytest.fixture
def found(inventory):
    return assess(inventory, pack=load_pack())


@pytest.fixture
def cut(inventory, found):
    lines = inventory.lines.filter(inventory.lines["reason"].is_null())

    def cut(dimension, criterion=CLIMATE):
        return break_down(found, dimension, criterion, pack=load_pack(), lines=lines)

    return cut


def test_the_parts_of_the_sites_add_up_to_the_whole(found, cut):
    shares = cut(Dimension.SITE)
    assert [(each.key, each.quantity) for each in shares] == [("Mairie", 52), ("", 10)]
    laptops = next(each for each in found.devices if each.device == "laptop")
    assert shares[1].value.mid == pytest.approx(laptops.total.mid / 4)


@pytest.mark.parametrize(
    "dimension", [Dimension.DEVICE, Dimension.SITE, Dimension.ENTITY, Dimension.TIER]
)
def test_the_parts_of_every_axis_hold_every_device(found, cut, dimension):
    assert sum(each.quantity for each in cut(dimension)) == found.quantity


def test_the_total_is_that_of_the_assessment_and_opens_into_every_kind(found):
    share = whole(found, CLIMATE, pack=load_pack())
    assert share.value == found.impact(CLIMATE).value
    kinds = opened(found, share, pack=load_pack())
    assert [each.key for each in kinds] == [
        each.device for each in found.devices if each.criterion == CLIMATE
    ]
    assert [each.value for each in kinds] == [
        each.total for each in found.devices if each.criterion == CLIMATE
    ]


def test_the_tiers_say_what_the_assessment_says(found, cut):
    told = {each.tier: each.value for each in found.tiers if each.criterion == CLIMATE}
    assert {each.key: each.value for each in cut(Dimension.TIER)} == told


def test_stages_come_in_order_and_say_what_the_assessment_says(found, cut):
    shares = cut(Dimension.STAGE)
    assert [each.stage.value for each in shares] == [
        "manufacturing", "distribution", "use", "end_of_life",
    ]  # fmt: skip
    for each in shares:
        if each.value is not None:
            told = found.impact(CLIMATE, each.stage).value
            assert astuple(each.value) == pytest.approx(astuple(told))
            assert each.assessed == pytest.approx(found.assessed(CLIMATE, each.stage))


def test_a_criterion_without_factor_is_not_assessed_and_is_no_zero(found, cut):
    shares = {each.key: each for each in cut(Dimension.CRITERION)}
    assert set(shares) == set(load_pack().criteria)
    for name in found.not_assessed:
        assert (shares[name].value, shares[name].standing) == (None, Coverage.NOT_ASSESSED)
        assert standing_words(shares[name], "fr") == "non évalué"
        assert all(each.value is None for each in cut(Dimension.DEVICE, name))
        assert "ce n’est pas zéro" in headline(
            cut(Dimension.DEVICE, name), Dimension.DEVICE, load_pack(), "fr"
        )


def test_a_part_of_nothing_known_says_use_only(cut):
    standings = {each.key: each.standing for each in cut(Dimension.CRITERION)}
    assert standings[CLIMATE] is Coverage.WHOLE
    assert Coverage.USE_ONLY in standings.values()


def test_what_weighs_most_is_said_with_its_bounds(cut):
    pack = load_pack()
    told = headline(cut(Dimension.DEVICE), Dimension.DEVICE, pack, "fr")
    assert told.startswith("Ce qui pèse le plus\u202f: Ordinateurs portables, environ ")
    assert "(entre " in told
    told = headline(cut(Dimension.SITE), Dimension.SITE, pack, "fr")
    assert told.startswith("La plus grande part\u202f: Mairie, environ ")
    told = headline(cut(Dimension.CRITERION), Dimension.CRITERION, pack, "en")
    assert told.endswith("the others are not, for want of open factors.")


def test_what_nobody_told_is_never_said_to_weigh_most(cut):
    pack, shares = load_pack(), cut(Dimension.SITE)
    untold = [each for each in shares if not each.key]
    told = [each for each in shares if each.key]
    heavier = [replace(untold[0], value=told[0].value.scaled(2)), *told]
    assert "Mairie" in headline(heavier, Dimension.SITE, pack, "fr")
    assert headline(untold, Dimension.SITE, pack, "fr").startswith("Votre inventaire ne dit pas")


def test_parts_are_named_as_people_say(cut):
    pack = load_pack()
    assert part_name("", Dimension.SITE, pack, "fr") == "non précisé"
    assert part_name("datacentre", Dimension.TIER, pack, "en") == "Data centres and server rooms"
    assert part_name("FR", Dimension.COUNTRY, pack, "fr") == "France"
    assert part_name("Mairie", Dimension.SITE, pack, "fr") == "Mairie"


def test_a_file_of_shares_leaves_the_number_empty_when_nothing_is_assessed(cut):
    headings, rows = share_table(cut(Dimension.CRITERION), Dimension.CRITERION, load_pack(), "fr")
    assert len(headings) == len(rows[0]) == 9
    unknown = next(row for row in rows if row[-1] == "non évalué")
    assert unknown[3:6] == [None, None, None]


def test_a_person_can_say_what_an_unknown_kind_is(inventory):
    (unknown,) = unknown_kinds(inventory)
    assert (unknown.type_text, unknown.rows, unknown.quantity) == ("Trancheuse", 1, 2)
    named = with_choices(with_names(inventory, {("Trancheuse", ""): "printer"}))
    row = named.lines.filter(named.lines["type_text"] == "Trancheuse").row(0, named=True)
    assert (row["device"], row["decided_by"], row["reason"]) == ("printer", "person", None)
    assert unknown_kinds(named) == ()


def test_naming_nothing_changes_nothing(inventory):
    assert with_names(inventory, {}) is inventory
