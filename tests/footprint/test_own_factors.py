"""An authority's own factors over the packaged ones: used, named, never shown to others."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.cli import commands
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.factor_files.own_factors import OWN, OWNER, with_own_factors
from jalons.footprint.engine.factors.licences import LicenceTerms, is_private
from jalons.footprint.engine.factors.pack import ELECTRICITY, Stage
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.numecoeval import as_tables, read_tables
from jalons.footprint.words.explain import explain
from jalons.kernel import Source

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


def test_a_private_value_is_in_no_notice_and_a_licence_that_allows_it_shows_it():
    rows = (
        LAPTOP,
        "laptop-3;DISTRIBUTION;Climate change;Laptop;;;France;-4711.5;Item;NegaOctet",
        "laptop-3;FIN_DE_VIE;Climate change;Laptop;;;France;8123,4 kg;Item;NegaOctet",
    )
    hidden = " ".join(str(dict(each.params)) for each in own(*rows).notices)
    assert "4711" not in hidden.replace("\u202f", "").replace(" ", "")
    assert "8123" not in hidden
    terms = LicenceTerms("Etalab 2.0", shown=True)
    data = read_tables([("facteurs.csv", (HEADS + "\n".join(rows)).encode())])
    found = with_own_factors(pencil_pack(), data, terms=terms)
    shown = " ".join(str(dict(each.params)) for each in found.notices)
    assert "8123,4 kg" in shown
    source = found.pack.factor("laptop", Stage.MANUFACTURING, "climate_change").source
    assert (source.licence, is_private(source)) == ("Etalab 2.0", False)


def test_a_named_licence_that_does_not_allow_it_stays_private():
    assert is_private_licence(LicenceTerms("NegaOctet"))
    assert is_private_licence(LicenceTerms())
    with pytest.raises(FootprintError, match="licence nommée"):
        LicenceTerms("  ", shown=True)


def is_private_licence(terms):
    return is_private(Source("t", "p", None, terms.stated, verified=False))


def test_a_figure_opened_masks_every_private_input_and_keeps_the_result():
    mix = "Mix;UTILISATION;Climate change;;electricity-mix;;France;0.42;;Fournisseur"
    found = own(LAPTOP, mix)
    result = assess(inventory({"device": "laptop", "quantity": 10.0}), pack=found.pack)
    for stage in (Stage.MANUFACTURING, Stage.USE):
        told = explain(result.trace("laptop", stage, "climate_change"), "fr")
        words = " ".join((told.formula, *(f"{e.value} {e.spread}" for e in told.inputs)))
        assert "valeur sous licence, masquée" in words
        assert not [secret for secret in ("253", "26,6", "0,42") if secret in words]
        assert result.trace("laptop", stage, "climate_change").result is not None


@pytest.mark.slow
def test_two_hundred_thousand_rows_are_taken():
    rows = [
        f"ref-{at};FABRICATION;Climate change;objet {at};;;France;{at % 90 + 10};Item;NegaOctet"
        for at in range(200_000)
    ]
    found = own(LAPTOP, *rows)
    assert (found.rows, found.used, len(found.unmatched)) == (200_001, 1, 200_000)


def test_an_infinite_consumption_is_not_taken():
    found = own(LAPTOP.replace("26.6", "inf"))
    factor = found.pack.factor("laptop", Stage.USE, ELECTRICITY)
    assert factor is None or factor.spread is None or factor.spread.value < 1e6


@given(st.lists(st.text(max_size=12), min_size=10, max_size=10))
def test_whatever_the_cells_a_table_is_read_or_refused(cells):
    clean = [cell.replace(";", " ").replace("\n", " ").replace('"', " ") for cell in cells]
    try:
        found = own(LAPTOP, ";".join(clean))
    except FootprintError:
        return
    assert found.used >= 1


def test_from_the_command_line_no_output_holds_a_private_value(tmp_path):
    factors, fleet = tmp_path / "facteurs.csv", tmp_path / "parc.csv"
    row = "ref;FABRICATION;Climate change;Laptop;;913.371;France;7531.37;Item;NegaOctet"
    bad = "ref;DISTRIBUTION;Climate change;Laptop;;;France;-4219.57;Item;NegaOctet"
    factors.write_text(f"{HEADS}{row}\n{bad}\n", encoding="utf-8")
    fleet.write_text("Type;Quantité\nOrdinateur portable;7\n", encoding="utf-8")
    outs = {name: tmp_path / f"out.{name}" for name in ("json", "html", "csv", "pcrsi")}
    options = [part for name, out in outs.items() for part in (f"--{name}", str(out))]
    done = CliRunner().invoke(commands, ["run", str(fleet), "--factors", str(factors), *options])
    assert done.exit_code == 0, done.output
    assert "1 refusée" in done.output
    shown = " ".join([done.output, *(out.read_text(encoding="utf-8-sig") for out in outs.values())])
    plain = shown.replace("\u202f", "").replace("\xa0", "")
    # A number starts there: the digits of a result may well hold these in their midst.
    assert not re.findall(r"(?<![\d.,])(?:753[01]|913[.,]3|42(?:19|20))", plain)
    assert "valeur sous licence, masquée" in shown


def test_a_table_that_is_none_ends_the_command_with_its_reason(tmp_path):
    factors, fleet = tmp_path / "facteurs.csv", tmp_path / "parc.csv"
    factors.write_text("a;b\n1;2\n", encoding="utf-8")
    fleet.write_text("Type;Quantité\nOrdinateur portable;7\n", encoding="utf-8")
    done = CliRunner().invoke(commands, ["run", str(fleet), "--factors", str(factors)])
    assert done.exit_code == 3
    assert done.output.strip()


def test_a_scenario_is_computed_with_them_too(tmp_path):
    factors, fleet = tmp_path / "facteurs.csv", tmp_path / "parc.csv"
    factors.write_text(HEADS + LAPTOP, encoding="utf-8")
    fleet.write_text("Type;Quantité\nOrdinateur portable;7\n", encoding="utf-8")
    out = tmp_path / "s.json"
    lever = ["--lever", "keep:laptop:2", "--factors", str(factors), "--json", str(out)]
    done = CliRunner().invoke(commands, ["scenario", str(fleet), *lever])
    assert done.exit_code == 0, done.output
    assert "+own" in out.read_text(encoding="utf-8")
