"""``jalons footprint scenario``, and the words a scenario is told in."""

import json
import re

import pytest
from click.testing import CliRunner

from footprint.fleets import inventory
from jalons.footprint.cli import commands
from jalons.footprint.engine.analysis.levers import (
    BuyRefurbished,
    Custom,
    HostIn,
    KeepLonger,
    RemoveUnused,
    RunRoomsAt,
    ScreensPerDesk,
    Virtualise,
)
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.store import load_pack
from jalons.footprint.words.scenario import as_lines, signed, summarise_scenario

PARC = (
    "Désignation;Modèle;Qté;Date d'achat;Statut\n"
    "PC portable;Latitude 5420;40;2022-03-01;En service\n"
    "Serveur;PowerEdge R740;3;2021-03-01;En service\n"
    "Écran;P2419;60;2022-03-01;En stock\n"
)
LEVERS = (
    KeepLonger("laptop", 2),
    BuyRefurbished("laptop", 0.3),
    ScreensPerDesk(),
    RemoveUnused(),
    Virtualise(10),
    RunRoomsAt(1.3),
    HostIn("SE"),
    Custom("laptop", 0.9),
)


def test_a_small_difference_is_said_out_of_the_total_it_starts_from():
    lines = (
        {"device": "laptop", "quantity": 60_000.0},
        {"device": "smartphone", "quantity": 9_000.0},
    )
    pack = load_pack()
    ready = study(sum_up(inventory(*lines), pack, on=None), pack=pack)
    found = ready.run((KeepLonger("smartphone", 0.4),))
    change = found.change("climate_change")
    assert change.before.rounded().mid == change.after.rounded().mid, "the two read alike"
    share = change.difference.mid / change.before.mid
    told = summarise_scenario(found, pack, lang="fr")
    part = re.fullmatch(r"−(\S+) tonnes de CO₂e par an sur ([\d\s]+) \(−(\S+)\s%\)\.", told.part)
    assert part, told.part
    assert float(part[3].replace(",", ".")) == pytest.approx(-100 * share, rel=0.05)
    assert told.part in list(as_lines(told, "fr"))


def test_a_difference_in_kilograms_names_the_tonnes_it_is_out_of():
    lines = ({"device": "laptop", "quantity": 60_000.0}, {"device": "smartphone", "quantity": 40.0})
    pack = load_pack()
    ready = study(sum_up(inventory(*lines), pack, on=None), pack=pack)
    told = summarise_scenario(ready.run((KeepLonger("smartphone", 2),)), pack, lang="en")
    assert re.fullmatch(
        r"−\S+ kg CO₂e per year out of [\d,]+\stonnes of CO₂e per year \(−0\.\d+%\)\.", told.part
    ), told.part


def test_nothing_changed_is_no_part_of_anything():
    pack = load_pack()
    ready = study(
        sum_up(inventory({"device": "laptop", "quantity": 5.0}), pack, on=None), pack=pack
    )
    assert summarise_scenario(ready.run((RemoveUnused(),)), pack, lang="fr").part == ""


@pytest.fixture
def run(tmp_path):
    def run(*arguments):
        path = tmp_path / "parc.csv"
        path.write_text(PARC, encoding="utf-8")
        return CliRunner().invoke(commands, ["scenario", str(path), *map(str, arguments)])

    return run


def test_levers_are_told_in_their_order_with_their_effort_and_what_is_left_out(run):
    done = run("--lever", "virtualise:3", "--lever", "keep:laptop:2", "--lever", "unused")
    assert done.exit_code == 0, done.output
    text = done.stdout
    assert text.startswith("Avec ces choix, l’empreinte de ce parc baisserait")
    assert text.index("Regrouper les serveurs") < text.index("ordinateurs portables")
    assert "Hypothèse de Jalons" in text
    assert "Ne change rien" in text, "the stock is not counted"
    assert "Réduire les impressions" in text
    counted = run("--lever", "unused", "--count", "in_stock")
    assert "60 appareils concernés" in counted.output


def test_the_json_holds_steps_changes_and_the_way(run):
    done = run(
        "--lever", "keep:laptop:2", "--target-year", 2040, "--objective", -0.1, "--json", "-"
    )
    content = json.loads(done.stdout)
    assert [step["lever"] for step in content["steps"]] == ["keep"]
    kinds = {(each["criterion"], each["stage"], each["type"]) for each in content["changes"]}
    assert ("climate_change", "total", None) in kinds
    assert content["way"]["years"][-1]["year"] == 2040
    assert 0 <= content["way"]["objective"]["chance"] <= 1
    assert content["left_out"] == ["printing"]


def test_the_way_to_a_year_without_objective_says_it_is_yours_to_set(run):
    done = run("--lever", "keep:laptop:2", "--target-year", 2040)
    assert "2040" in done.output
    assert "c’est à vous de le fixer" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lever", "keep:toaster:2"],
        ["--lever", "plant:trees"],
        ["--lever", "pue:0.5"],
        ["--lever", "keep:laptop:2", "--objective", "-0.3"],
        ["--lever", "keep:laptop:2", "--target-year", "2000"],
        ["--lever", "keep:laptop:2", "--target-year", "2040", "--objective", "-30"],
        [],
    ],
)
def test_a_request_that_makes_no_sense_ends_with_code_2(run, arguments):
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_lever_has_its_words_in_both_languages(lang):
    pack = load_pack()
    lines = inventory(
        *({"device": each, "quantity": 50.0} for each in ("laptop", "server", "monitor"))
    )
    fleet = sum_up(lines, pack, on=None)
    told = summarise_scenario(study(fleet, pack=pack).run(LEVERS), pack, lang=lang)
    text = "\n".join(as_lines(told, lang))
    assert len(told.levers) == len(LEVERS)
    assert all(row.title and row.effort for row in told.levers)
    assert ("Suède" in text) == (lang == "fr")
    assert ("Sweden" in text) == (lang == "en")
    assert "{" not in text


def test_a_difference_bears_its_sign():
    assert [signed(-1234, "fr"), signed(2.5, "fr"), signed(0)] == ["−1\u202f234", "+2,5", "0"]
