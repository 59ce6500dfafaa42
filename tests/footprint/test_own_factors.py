"""An authority's own factors over the packaged ones: used, named, never shown to others."""

from dataclasses import replace

import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.assessment import assess
from jalons.footprint.engine.factors import ELECTRICITY, Stage
from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.licences import is_private
from jalons.footprint.engine.numecoeval import as_tables, read_tables
from jalons.footprint.engine.own_factors import OWN, OWNER, with_own_factors

HEADS = (
    "nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
)


def own(*rows, items=None):
    data = read_tables([("facteurs.csv", (HEADS + "\n".join(rows)).encode())])
    return with_own_factors(pencil_pack(), data, items=items)


LAPTOP = "laptop-3;FABRICATION;Climate change;Laptop;;26.6;France;253.4;Item;NegaOctet"


def test_their_factor_replaces_ours_with_its_source_and_the_others_stay():
    found = own(LAPTOP)
    factor = found.pack.factor("laptop", Stage.MANUFACTURING, "climate_change")
    assert factor.spread.value == 253.4
    assert factor.spread.low < 253.4 < factor.spread.high
    assert (factor.source.title, factor.source.publisher) == ("NegaOctet", OWNER)
    assert is_private(factor.source)
    assert not factor.verified
    assert found.pack.factor("laptop", Stage.USE, ELECTRICITY).spread.value == 26.6
    assert found.pack.factor("laptop", Stage.DISTRIBUTION, "climate_change").spread.value == 10
    assert (found.used, found.items, found.unmatched) == (1, {"laptop-3": "laptop"}, ())
    assert found.pack.version.endswith("+own")


def test_an_assessment_uses_them_and_their_tables_never_leave():
    found = own(LAPTOP)
    fleet = inventory({"device": "laptop", "quantity": 10.0})
    before = assess(fleet, pack=pencil_pack()).impacts[0].value.mid
    after = assess(fleet, pack=found.pack).impacts[0].value.mid
    assert after > before
    tables = as_tables(fleet, found.pack)
    assert b"253.4" not in tables["facteursCaracterisation.csv"]
    assert b"26.6" not in tables["facteursCaracterisation.csv"]


def test_theirs_come_before_ours_for_a_country():
    base = pencil_pack()
    key = ("laptop", "manufacturing", "climate_change")
    local = replace(base, regional={(*key, "FR"): replace(base.factors[key], region="FR")})
    data = read_tables([("facteurs.csv", (HEADS + LAPTOP).encode())])
    pack = with_own_factors(local, data).pack
    assert pack.factor("laptop", Stage.MANUFACTURING, key[2], "FR").spread.value == 253.4


def test_a_mix_of_theirs_is_asked_first():
    found = own("Mix;UTILISATION;Climate change;;electricity-mix;;Allemagne;0.42;;Fournisseur")
    mix = found.pack.mix("DE", "climate_change")
    assert (mix.dataset, mix.spread.value, mix.unit.symbol) == (OWN, 0.42, "kg CO2 eq/kWh")
    assert found.pack.mix("FR", "climate_change").dataset == "essai"


def test_two_items_that_say_the_same_device_wait_for_a_choice():
    other = "laptop-4;FABRICATION;Climate change;Laptop;;;France;300;Item;NegaOctet"
    doubtful = own(LAPTOP, other)
    assert doubtful.items == {}
    assert doubtful.unmatched == ("laptop-3", "laptop-4")
    assert [notice.code for notice in doubtful.notices] == ["own_factors_ambiguous"]
    chosen = own(LAPTOP, other, items={"laptop-4": "laptop"})
    factor = chosen.pack.factor("laptop", Stage.MANUFACTURING, "climate_change")
    assert factor.spread.value == 300


def test_rows_that_cannot_be_used_are_told_with_their_place():
    found = own(
        LAPTOP,
        "laptop-3;DISTRIBUTION;Climate change;Laptop;;;France;-4;Item;NegaOctet",
        "laptop-3;FABRICATION;Bonheur;Laptop;;;France;4;Item;NegaOctet",
        "laptop-3;VOYAGE;Climate change;Laptop;;;France;4;Item;NegaOctet",
        "laptop-3;FIN_DE_VIE;Climate change;Laptop;;;France;4;kg XX eq;NegaOctet",
        "Mix;UTILISATION;Climate change;;electricity-mix;;Atlantide;0.4;;NegaOctet",
        "objet inconnu;FABRICATION;Climate change;?;;;France;4;Item;NegaOctet",
    )
    told = {(notice.code, notice.where.row) for notice in found.notices}
    assert told == {
        ("numecoeval_factor_refused", 3),
        ("numecoeval_factor_refused", 4),
        ("own_factors_stage", 5),
        ("numecoeval_factor_refused", 6),
        ("own_factors_country", 7),
    }
    assert found.unmatched == ("objet inconnu",)
    assert found.pack.factor("laptop", Stage.DISTRIBUTION, "climate_change").spread.value == 10


def test_a_file_without_factors_is_refused():
    with pytest.raises(FootprintError, match="facteursCaracterisation"):
        own()
