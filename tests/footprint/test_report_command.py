"""``jalons footprint report``: the yearly chapter of an inventory, and what it must not hide."""

import pytest
from click.testing import CliRunner

from jalons.footprint.cli import commands
from jalons.kernel import Messages

PARC = (
    "Désignation;Modèle;Qté;Date d'achat;Statut\n"
    "PC portable;Latitude 5420;{laptops};2022-03-01;En service\n"
    "Serveur;PowerEdge R740;3;2021-03-01;En service\n"
    "Écran;P2419;60;2022-03-01;En service\n"
    "Téléphone IP;Cisco;12;2022-03-01;En service\n"
    "Trancheuse;X;1;2022-03-01;En service\n"
)
OWN = (
    "nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
    "laptop-3;FABRICATION;Climate change;Laptop;;26.6;France;253.4;Item;NegaOctet\n"
)


@pytest.fixture
def run(tmp_path):
    def run(*arguments, laptops=40):
        path = tmp_path / "parc 2026.csv"
        path.write_text(PARC.format(laptops=laptops), encoding="utf-8")
        return CliRunner().invoke(commands, ["report", str(path), *map(str, arguments)])

    return run


@pytest.fixture
def chapter(run, tmp_path):
    """The text of the HTML chapter."""

    def chapter(*arguments, **more):
        out = tmp_path / "chapitre.html"
        done = run("--out", out, *arguments, **more)
        assert done.exit_code == 0, done.output
        return out.read_text(encoding="utf-8")

    return chapter


def test_the_chapter_says_what_the_fleet_weighs_of_what_and_how_sure_it_is(chapter):
    seen = chapter("--authority", "Anse-aux-Pins", "--year", 2026)
    assert "<h1>Empreinte du numérique en 2026</h1>" in seen
    assert "Anse-aux-Pins" in seen
    for words in ("Ce parc émet environ", "9 chances sur 10", "Qualité des données", "Fabrication"):
        assert words in seen
    assert "voici ce qui aiderait le plus, dans l’ordre.</p>\n<ol><li>" in seen


def test_the_chart_stands_before_its_table_and_is_told_in_words(chapter):
    seen = chapter()
    told = seen.split('aria-label="Les types d’appareil les plus lourds', 1)[1].split('"', 1)[0]
    assert "Ordinateurs portables" in told
    assert "CO₂e" in told
    assert seen.index("<figure>") < seen.index("<caption>Par type d’appareil")


def test_without_a_year_before_the_chapter_says_so(chapter):
    assert "Aucune année précédente n’est connue" in chapter()


def test_the_year_before_is_compared_on_a_common_perimeter_cause_by_cause(chapter, tmp_path):
    before = tmp_path / "parc 2025.csv"
    more = PARC.format(laptops=80) + "Imprimante;HP;5;2022-03-01;En service\n"
    before.write_text(more, encoding="utf-8")
    seen = chapter("--before", before)
    assert "À périmètre commun, l’empreinte a baissé" in seen
    assert "parc 2025" in seen
    assert "<caption>D’où vient la différence" in seen
    assert "Appareils laissés de côté\N{NARROW NO-BREAK SPACE}: 5 avant, 0 après." in seen
    assert "Types présents une seule des deux années\N{NARROW NO-BREAK SPACE}: imprimantes." in seen


def test_two_years_that_share_nothing_are_not_compared(chapter, tmp_path):
    before = tmp_path / "2025.csv"
    before.write_text("Type;Quantité\nImprimante;5\n", encoding="utf-8")
    assert "n’ont aucun type d’appareil ni statut en commun" in chapter("--before", before)


def test_a_scenario_is_told_with_its_gain_and_what_it_takes(chapter):
    seen = chapter("--scenario", "keep:laptop:2 pue:1.3")
    assert "l’empreinte de ce parc baisserait" in seen
    assert "Garder les ordinateurs portables 2 ans de plus" in seen
    assert "Réparations, pièces" in seen
    assert "aucun objectif n’est imposé" in seen


def test_the_annex_gives_formula_factors_licences_and_what_is_left_out(chapter):
    seen = chapter()
    annex = seen.split("Annexe", 1)[1]
    assert "nombre d’appareils × facteur d’un appareil ÷ années de service" in annex
    assert "<caption>Facteurs – Changement climatique" in annex
    assert "(MIT)" in annex
    assert "facteur approché" in annex
    assert "Épuisement" in annex.split("Ce qui n’est pas évalué", 1)[1]
    assert "1 ligne" in annex.split("Ce qui n’est pas compté", 1)[1]


def test_a_private_factor_stays_masked(chapter, tmp_path):
    own = tmp_path / "facteurs.csv"
    own.write_text(OWN, encoding="utf-8")
    annex = chapter("--factors", own).split("Annexe", 1)[1]
    assert Messages.of("jalons.footprint").text("own.masked", "fr") in annex
    assert "NegaOctet" in annex
    assert "253" not in annex
    assert "26,6" not in annex


@pytest.mark.extras
@pytest.mark.parametrize("words", ["", "--before", "--scenario"])
def test_the_pdf_follows_pdf_ua(run, tmp_path, words):
    page = pytest.importorskip("page", reason="the engines' own environment makes no PDF")
    before = tmp_path / "2025.csv"
    before.write_text(PARC.format(laptops=80), encoding="utf-8")
    more = {"": (), "--before": (words, before), "--scenario": (words, "keep:laptop:2")}[words]
    out = tmp_path / "chapitre.pdf"
    assert run("--out", out, *more).exit_code == 0
    report = page.validate_pdf(out, profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.rule_id for failure in report.failures] == []


def test_the_format_may_be_said_apart_from_the_name(run, tmp_path):
    out = tmp_path / "chapitre"
    assert run("--out", out, "--format", "html").exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--out", "chapitre.txt"), 2, "ne dit pas le format"),
        (("--out", "x.html", "--scenario", "keep:laptop"), 2, "levier"),
        (("--out", "/nowhere/x.html"), 1, "Impossible d’écrire"),
    ],
)
def test_what_cannot_be_done_is_explained(run, arguments, code, words):
    done = run(*arguments)
    assert done.exit_code == code
    assert words in done.output


def test_a_fleet_nothing_is_known_of_has_no_chapter(tmp_path):
    path = tmp_path / "parc.csv"
    path.write_text("Type;Quantité\nTrancheuse;1\n", encoding="utf-8")
    done = CliRunner().invoke(commands, ["report", str(path), "--out", str(tmp_path / "x.html")])
    assert done.exit_code == 4
    assert not (tmp_path / "x.html").exists()
