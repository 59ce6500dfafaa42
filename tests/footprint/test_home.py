"""Devices without a country stand at home: in the library and on the command line."""

import csv
import json
from datetime import date
from functools import cache
from io import StringIO

import polars as pl
import pytest
from click.testing import CliRunner

from footprint.fleets import inventory, pencil_pack
from jalons.footprint import (
    FootprintError,
    HostIn,
    Options,
    Stage,
    YearOfFleet,
    assess,
    compare,
    decompose,
    load_pack,
    read,
    scenarios,
    share_out,
    summarise,
)
from jalons.footprint.cli import commands
from jalons.footprint.engine.analysis.breakdown import Dimension, break_down
from jalons.footprint.engine.assessment.impacts import assess_fleet
from jalons.footprint.engine.fleet.holdings import lines_with_reasons, sum_up
from jalons.footprint.engine.fleet.homes import at_home, located
from jalons.footprint.engine.reading import read_inventory, read_sheets
from jalons.footprint.words.breakdown import part_name
from jalons.footprint.words.explain import explain

DAY = date(2026, 1, 1)
TEN_LAPTOPS = {"device": "laptop", "quantity": 10.0}
PARC = "Type;Quantité\nServeur;10\nPC portable;100\n"
PLACED = "Type;Quantité;Pays\nServeur;10;{0}\nPC portable;100;{0}\n"
MIXED = "Type;Quantité;Pays\nServeur;4;La Réunion\nServeur;6;\nPC portable;100;\n"
MACHINES = (
    "Type;Quantité;Pays;Processeur;Nombre de cœurs;RAM (Go);PUE\n"
    "Serveur;3;;Xeon Gold 6230;40;256;\nServeur;2;Martinique;Xeon Gold 6230;40;256;\n"
    "Serveur;2;;Xeon Gold 6230;40;256;1,4\nServeur;1;Martinique;;;;1,4\n"
)
HOMES = ("FR", "RE", "MQ", "NC")


@cache
def fleet(content):
    return read(content.encode(), name="parc.csv", today=DAY)


def total(found, criterion="climate_change"):
    return found.impact(criterion).value.mid


def codes(found):
    return {each.code: dict(each.params) for each in found.notices}


def test_the_same_fleet_weighs_what_the_electricity_of_its_home_does():
    whole = fleet(PARC)
    totals = {home: total(assess(whole, home=home)) for home in HOMES}
    assert totals["FR"] * 3 < totals["RE"] < totals["MQ"] < totals["NC"]
    assert total(assess(whole)) == totals["FR"]


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("lifetime", ["expected", "fixed"])
def test_a_home_is_the_same_as_a_column_of_that_country(home, lifetime):
    unsaid = assess(fleet(PARC), home=home, lifetime=lifetime)
    said = assess(fleet(PLACED.format(home)), home=home, lifetime=lifetime)
    assert [each.value for each in unsaid.impacts] == [each.value for each in said.impacts]
    assert unsaid.traces == said.traces
    assert unsaid.gaps == said.gaps


def test_rows_that_state_a_country_do_not_move_with_the_home():
    placed = fleet(PLACED.format("Allemagne"))
    one, other = (assess(placed, home=home) for home in ("RE", "NC"))
    climate = [each.value for each in one.impacts if each.stage is Stage.USE]
    assert climate == [each.value for each in other.impacts if each.stage is Stage.USE]
    assert "stated_home" not in codes(one)


def test_what_stands_at_home_is_put_with_what_states_the_same_country():
    mixed, placed = fleet(MIXED), fleet(PLACED.format("RE"))
    found = assess(mixed, home="RE")
    assert total(found) == pytest.approx(total(assess(placed)))
    use = found.trace("server", Stage.USE, "climate_change")
    assert [each.country for each in use.electricity] == ["RE"]
    elsewhere = assess(mixed, home="NC").trace("server", Stage.USE, "climate_change")
    assert {each.country: each.unmetered for each in elsewhere.electricity} == {"RE": 4, "NC": 6}


def test_machines_and_rooms_with_their_own_pue_stand_at_home_too():
    unsaid, said = fleet(MACHINES), fleet(MACHINES.replace(";;Xeon", ";Martinique;Xeon"))
    assert total(assess(unsaid, home="MQ")) == pytest.approx(total(assess(said)))
    assert total(assess(unsaid, home="FR")) < 0.8 * total(assess(said))
    (server,) = located(unsaid, "MQ").holdings
    for places in (server.unmetered, server.own_pue, server.machines, server.own_machines):
        assert set(places) == {"MQ"}


def test_putting_a_kind_at_home_loses_no_device_and_no_kilowatt_hour():
    lines = [
        TEN_LAPTOPS | {"country": country, "yearly_kwh": kwh, "pue": pue}
        for country in (None, "RE", "FR")
        for kwh in (None, 12.0)
        for pue in (None, 1.5)
    ]
    (held,) = sum_up(inventory(*lines), pencil_pack(), on=DAY).holdings
    moved = at_home(held, "RE")
    assert sum(moved.unmetered.values()) == sum(held.unmetered.values())
    assert sum(moved.declared_kwh.values()) == sum(held.declared_kwh.values())
    for at in (0, 1):
        before, after = (sum(pair[at] for pair in each.own_pue.values()) for each in (held, moved))
        assert before == pytest.approx(after)
    assert set(moved.own_pue) == {"RE", "FR"}


def test_a_fleet_read_batch_by_batch_has_the_home_of_the_computation(tmp_path):
    rows = [*(["PC portable"] * 60), *(["Serveur"] * 4)]
    table = pl.DataFrame({"Type": rows, "Quantité": ["1"] * len(rows)})
    table.write_parquet(tmp_path / "parc.parquet")
    streamed = read(tmp_path / "parc.parquet", today=DAY)
    whole = read(table.write_csv(separator=";").encode(), today=DAY)
    for home in HOMES:
        one, other = assess(streamed, home=home), assess(whole, home=home)
        assert total(one) == pytest.approx(total(other))
        assert codes(one) == codes(other)
    assert total(assess(streamed, home="RE")) > 2 * total(assess(streamed, home="FR"))


def test_a_scenario_starts_from_the_total_of_the_same_home():
    whole = fleet(PARC)
    for home in HOMES:
        change = scenarios(whole, home=home).run([HostIn("FR")]).change("climate_change")
        assert change.before.mid == pytest.approx(total(assess(whole, home=home)))
    assert scenarios(whole, home="FR").run([HostIn("FR")]).change(
        "climate_change"
    ).difference.mid == pytest.approx(0)
    gained = scenarios(whole, home="RE").run([HostIn("FR")]).change("climate_change")
    assert gained.difference.high < 0


def test_hosts_shared_out_weigh_what_they_do_at_home():
    content = (
        "Nom;Type;Hôte;vCPU\nhv1;Serveur;;\n"
        "vm1;Machine virtuelle;hv1;4\nvm2;Machine virtuelle;hv1;4\n"
    ).encode()
    found = {home: share_out(content, home=home) for home in HOMES}
    weights = [found[home].guests[0].impacts["climate_change"].mid for home in HOMES]
    assert weights == sorted(weights)
    assert len(set(weights)) == len(HOMES)
    alone = assess(fleet("Nom;Type\nhv1;Serveur\n"), home="RE")
    assert found["RE"].hosts[0].impacts["climate_change"].mid == pytest.approx(total(alone))


def test_two_years_at_two_homes_differ_by_a_choice_and_not_by_the_fleet():
    whole, pack = fleet(PARC), load_pack()
    before, after = (YearOfFleet(whole, pack, Options(home=home)) for home in ("FR", "RE"))
    causes = {each.cause: each.difference.mid for each in decompose(before, after).causes}
    assert causes["fleet"] == causes["factors"] == 0
    gap = total(assess(whole, home="RE")) - total(assess(whole, home="FR"))
    assert causes["choices"] == pytest.approx(gap, rel=0.05)
    assert decompose(after, after).before.mid == pytest.approx(total(assess(whole, home="RE")))
    compared = compare(assess(whole, home="FR"), assess(whole, home="RE"))
    assert compared.reasons == ("options",)


def test_the_breakdown_by_country_names_the_home():
    read_whole = read_inventory(read_sheets(MIXED.encode(), "parc.csv"), today=DAY)
    pack = load_pack()
    found = assess_fleet(sum_up(read_whole, pack, on=DAY), pack=pack, options=Options(home="NC"))
    lines = lines_with_reasons(read_whole, pack).filter(pl.col("reason").is_null())
    shares = break_down(found, Dimension.COUNTRY, "climate_change", pack=pack, lines=lines)
    named = {part_name(each.key, Dimension.COUNTRY, pack, "fr"): each.quantity for each in shares}
    assert named == {"Nouvelle-Calédonie": 106, "La Réunion": 4}
    sites = break_down(found, Dimension.SITE, "climate_change", pack=pack, lines=lines)
    assert [each.key for each in sites] == [""]


def test_the_notice_names_the_home_and_warns_when_nobody_stated_it():
    whole, pack = fleet(PARC), load_pack()
    assumed, stated = assess(whole), assess(whole, home="RE")
    assert codes(assumed)["assumed_home"] == {"quantity": 110.0, "country": "FR"}
    assert codes(stated)["stated_home"] == {"quantity": 110.0, "country": "RE"}
    assert "assumed_home" not in codes(assess(whole, home="FR"))
    told = " ".join(sum(summarise(assumed, pack, lang="fr").notices, ()))
    assert "110 appareils sans pays sont comptés avec l’électricité de la France" in told
    assert "outre-mer" in told
    told = " ".join(sum(summarise(stated, pack, lang="fr").notices, ()))
    assert "La Réunion" in told
    assert "outre-mer" not in told
    assert "La Réunion" in summarise(stated, pack, lang="fr").method
    assert assumed.as_json()["options"]["home"] == "FR"
    assert assumed.as_json()["options"]["home_stated"] is False
    assert stated.as_json()["options"]["home"] == "RE"


@pytest.mark.parametrize("home", ["YT", "BL", "MF", "WF"])
def test_a_territory_without_a_mix_takes_that_of_the_world_and_says_so(home):
    found = assess(fleet(PARC), home=home)
    assert codes(found)["mix_world"] == {"country": home}
    assert total(found) > 2 * total(assess(fleet(PARC)))
    place = load_pack().places[home]["fr"]
    assert any(place in text for text, _ in summarise(found, load_pack(), lang="fr").notices)


def test_what_is_known_of_a_territory_for_some_criteria_only_is_said():
    found = codes(assess(fleet(PARC), home="RE"))
    assert found["mix_world_partly"]["criteria"] == "resource_use_minerals_metals, primary_energy"
    told = summarise(assess(fleet(PARC), home="RE"), load_pack(), lang="fr").notices
    assert any("Énergie primaire" in text for text, _ in told)
    assert "mix_world_partly" not in codes(assess(fleet(PARC), home="FR"))


@pytest.mark.parametrize("home", ["XX", "re", "Réunion", "974", ""])
def test_an_unknown_home_is_refused_everywhere_with_a_sentence(home):
    whole, pack = fleet(PARC), load_pack()
    attempts = (
        lambda: assess(whole, home=home),
        lambda: scenarios(whole, home=home),
        lambda: share_out(PARC.encode(), home=home),
        lambda: decompose(
            YearOfFleet(whole, pack, Options(home=home)), YearOfFleet(whole, pack, Options())
        ),
    )
    for attempt in attempts:
        with pytest.raises(FootprintError) as caught:
            attempt()
        assert caught.value.code == "home_unknown"
        assert "{" not in caught.value.message("fr") + caught.value.hint("fr")


def test_a_figure_opened_is_computed_with_the_mix_of_the_home():
    found = assess(fleet(PARC), home="NC")
    opened = explain(found.trace("laptop", Stage.USE, "climate_change"), "fr")
    assert any(each.name.startswith("NC, ") for each in opened.inputs)
    assert not any(each.name.startswith("FR, ") for each in opened.inputs)


def test_a_pack_without_names_of_countries_takes_any_home():
    found = assess_fleet(
        sum_up(inventory(TEN_LAPTOPS | {"country": None}), pencil_pack(), on=None),
        pack=pencil_pack(),
        options=Options(home="XX"),
    )
    assert codes(found)["stated_home"]["country"] == "XX"


@pytest.fixture
def run(tmp_path):
    """Run a command on files written from their content."""

    def run(command, *arguments, contents=(PARC,)):
        paths = []
        for at, content in enumerate(contents):
            paths.append(tmp_path / f"parc {at}.csv")
            paths[-1].write_text(content, encoding="utf-8")
        return CliRunner().invoke(commands, [command, *map(str, (*paths, *arguments))])

    return run


def read_total(done):
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    return next(
        each["p50"]
        for each in found["impacts"]
        if (each["criterion"], each["stage"]) == ("climate_change", "total")
    )


def test_the_command_line_computes_at_the_home_written_by_its_name_or_code(run):
    totals = {home: read_total(run("run", "--home", home, "--json", "-")) for home in HOMES}
    assert len(set(totals.values())) == len(HOMES)
    assert totals["RE"] == pytest.approx(total(assess(fleet(PARC), home="RE")))
    for name in ("La Réunion", "réunion", "re", "REU", "Île de la Réunion"):
        assert read_total(run("run", "--home", name, "--json", "-")) == totals["RE"]
    assert read_total(run("run", "--json", "-")) == totals["FR"]


def test_the_command_line_says_which_country_was_assumed_for_how_many(run):
    assert "110 appareils sans pays" in run("run").output
    assert "outre-mer" in run("run").output
    assert "de ce territoire\u202f: La Réunion" in run("run", "--home", "RE").output
    tried = ("scenario", "--lever", "unused")
    assert "110 appareils sans pays" in run(*tried).output
    assert "de ce territoire\u202f: La Réunion" in run(*tried, "--home", "RE").output
    pair = (PARC, PLACED.format("RE"))
    assert "outre-mer" not in run("compare", contents=pair).output
    assert "110 appareils sans pays" in run("compare", contents=pair[::-1]).output


@pytest.mark.parametrize("command", ["run", "scenario", "compare", "report"])
def test_an_unknown_home_ends_the_command_with_code_2(run, command):
    done = run(command, "--home", "Atlantide")
    assert done.exit_code == 2
    more = {"scenario": ("--lever", "unused"), "report": ("--out", "chapitre.html")}
    contents = (PARC, PARC) if command == "compare" else (PARC,)
    done = run(command, "--home", "Atlantide", *more.get(command, ()), contents=contents)
    assert done.exit_code == 2
    assert "Atlantide" in done.output


def test_every_command_takes_the_home(run, tmp_path):
    gain = run("scenario", "--home", "NC", "--lever", "host:FR", "--json", "-")
    change = next(
        each
        for each in json.loads(gain.stdout)["changes"]
        if (each["criterion"], each["stage"]) == ("climate_change", "total")
    )
    assert change["before"]["p50"] == pytest.approx(total(assess(fleet(PARC), home="NC")))
    less = PARC.replace("100", "80")
    pair = [
        json.loads(run("compare", *home, "--json", "-", contents=(PARC, less)).stdout)["before"]
        for home in ((), ("--home", "MQ"))
    ]
    assert pair[1]["p50"] == pytest.approx(total(assess(fleet(PARC), home="MQ")))
    assert pair[0]["p50"] < pair[1]["p50"]
    out = tmp_path / "chapitre.html"
    done = run("report", "--home", "Nouvelle-Calédonie", "--out", out)
    assert done.exit_code == 0, done.output
    assert "de ce territoire\u202f: Nouvelle-Calédonie" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("home", "name"), [("RE", "Réunion"), ("GP", "Guadeloupe"), ("FR", "France")]
)
def test_numecoeval_tables_are_written_at_the_home(run, tmp_path, home, name):
    done = run("export-numecoeval", tmp_path / "tables", "--home", home)
    assert done.exit_code == 0, done.output
    equipment, mixes = (
        list(csv.DictReader(StringIO(file.read_text(encoding="utf-8")), delimiter=";"))
        for file in (
            tmp_path / "tables" / "EquipementPhysique.csv",
            tmp_path / "tables" / "facteursCaracterisation.csv",
        )
    )
    assert {row["paysDUtilisation"] for row in equipment} == {name}
    assert {row["localisation"] for row in mixes if row["nom"].startswith("Electricity")} == {name}
    assert (
        f"Lignes sans pays, écrites dans ce pays ou territoire ({load_pack().places[home]['fr']})"
        in done.output
    )
