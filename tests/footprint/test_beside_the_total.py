"""The yearly chapter says what one person weighs and what others host, when there is any."""

from datetime import date

import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.chapter import Material, yearly_chapter
from jalons.footprint.chapter.beside import HostedTotal
from jalons.footprint.engine.analysis.breakdown import Dimension
from jalons.footprint.engine.analysis.ratios import Headcount, Population, ratios
from jalons.footprint.engine.assessment.impacts import assess
from jalons.kernel import Interval

ON = date(2026, 11, 3)
PACK = pencil_pack(life=(5.0, 5.0, 5.0))  # a laptop weighs 215 / 5 + 30 × 0.05 = 44.5 kg a year
PARC = inventory({"device": "laptop", "quantity": 20.0, "entity": "Écoles"}, extracted_on=ON)
FOUND = assess(PARC, pack=PACK)


def chapter(*headcounts, hosting=None, lang="fr"):
    found = ratios(FOUND, headcounts, pack=PACK, inventory=PARC)
    material = Material("Ville", "p.csv", ON, FOUND, PACK, ratios=found, hosting=hosting)
    text = repr(yearly_chapter(material, lang)).replace("\\u202f", " ")
    return text.replace("\\xa0", " ").replace("\u202f", " ").replace("\xa0", " ")


def test_people_counted_on_a_day_have_their_line_and_others_none():
    seen = chapter(
        Headcount(Population.STAFF, 10, counted_on=ON),
        Headcount(Population.PUPILS, 1, Dimension.ENTITY, ("Écoles",), date(2024, 9, 1)),
        Headcount(Population.PUPILS, 400, counted_on=ON),  # not all the equipment is theirs
    )
    assert "L’empreinte par personne" in seen
    assert "'toute la collectivité', '10 agents', '3 novembre 2026', '89'" in seen
    assert "1 élève" in seen
    assert "à plus d’un an de l’inventaire" in seen
    assert "400" not in seen
    assert "par personne" not in chapter(Headcount(Population.STAFF, 10))  # said already
    assert "The footprint for one person" in chapter(
        Headcount(Population.STAFF, 10, counted_on=ON), lang="en"
    )


@pytest.mark.parametrize(("counted", "says"), [(True, "compte ce que"), (False, "ne compte pas")])
def test_hosting_says_whether_the_total_has_it(counted, says):
    one = Interval(20.0, 40.0, 90.0)
    seen = chapter(hosting=HostedTotal((("Messagerie", one),), one, counted=counted))
    assert f"Ce total {says}" in seen
    assert "(1 service hébergé) : environ 40 kg CO₂e par an, entre 20 et 90." in seen
    assert "Messagerie" in seen
    assert "hébergent" not in chapter()
