"""What people read: formulas opened, summaries, pages and tables."""

import csv
import re
import tomllib
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint import store
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import Gap, LifetimeRule
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.fleet.holdings import lines_with_reasons
from jalons.footprint.engine.inventory.line import FootprintError, Notice, Reason
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain, notice_params
from jalons.footprint.words.export import as_csv, as_xlsx, line_table, result_table
from jalons.footprint.words.figures import number, percent, shown_params, unit
from jalons.footprint.words.report import as_html
from jalons.footprint.words.summary import summarise
from jalons.footprint.words.uncertainty import gap_sentence
from jalons.kernel import Messages, Period
from jalons.kernel.cells import harmless

CLIMATE = "climate_change"
THIN = "\u202f"


def opened(device, stage, *, pack=None, lang="fr", options=None, **line):
    pack = pack or load_pack()
    lines = inventory({"device": device, "quantity": 10.0} | line)
    return explain(assess(lines, pack=pack, options=options).trace(device, stage, CLIMATE), lang)


def test_numbers_in_a_remark_are_written_as_readers_write_them():
    params = {"rows": 1323.0, "row": 12000, "pue": 1.75, "samples": "« 3.5 »", "flag": True}
    assert shown_params(params, "fr") == {
        "rows": "1\u202f323", "row": 12000, "pue": "1,75", "samples": "« 3.5 »", "flag": True,
    }  # fmt: skip
    told = notice_params({"quantity": 1323.0, "rows": 4200}, load_pack(), "fr")
    assert told == {"quantity": "1\u202f323", "rows": "4\u202f200"}


def test_numbers_are_written_as_french_and_english_readers_write_them():
    assert number(41234.5, "fr") == f"41{THIN}200"
    assert number(41234.5, "en") == "41,200"
    assert number(0.05194, "fr") == "0,0519"
    assert (number(0, "fr"), number(float("nan"), "fr")) == ("0", "—")
    assert percent(0.184, "fr") == f"18{THIN}%"
    assert percent(0.001, "en") == "<\u00a01%"
    assert unit("kg CO2 eq/year", "fr") == "kg CO₂e par an"
    assert unit("mol H+ eq", "fr") == "mol H+ éq."


def test_an_embodied_figure_opens_to_its_formula_factor_and_lifetime():
    told = opened("laptop", Stage.MANUFACTURING)
    assert told.formula.startswith("10 appareils × 170 kg CO₂e par appareil ÷ 5 ans")
    factor, life = told.inputs
    assert factor.spread == "entre 131 et 315 kg CO₂e par appareil"
    assert "ODbL" in factor.source.licence
    assert "236" in factor.note
    assert (life.value, life.verified) == ("5 ans", True)


def test_a_use_figure_opens_to_electricity_mix_and_pue():
    told = opened("server", Stage.USE)
    assert "10 appareils" in told.formula
    assert "0,0519" in told.formula
    assert "1,75 (PUE)" in told.formula
    assert {line.source.publisher for line in told.inputs} >= {"ADEME, Base Empreinte"}


def test_an_approximate_factor_is_called_so_with_its_reasoning_in_both_languages():
    for lang, word in (("fr", "pas de facteur ouvert"), ("en", "no open factor")):
        factor = opened("voip_phone", Stage.MANUFACTURING, lang=lang).inputs[0]
        assert factor.approximate
        assert not factor.verified
        assert word in factor.note


@pytest.mark.parametrize(
    ("device", "stage", "word"),
    [
        ("server", Stage.END_OF_LIFE, "déjà compté dans la fabrication"),
        ("rack", Stage.USE, "ne consomme pas"),
    ],
)
def test_a_stage_without_figure_says_why(device, stage, word):
    told = opened(device, stage)
    assert word in told.formula
    assert told.inputs == ()


def test_a_stage_nobody_assessed_is_called_not_assessed():
    assert "non évalué" in opened("server", Stage.END_OF_LIFE, pack=pencil_pack()).formula


def test_an_actual_lifetime_is_told_with_the_sum_it_uses():
    told = opened("laptop", Stage.MANUFACTURING, options=Options(lifetime=LifetimeRule.ACTUAL),
                  purchased=date(2020, 1, 1), retired=date(2024, 1, 1))  # fmt: skip
    assert told.formula.startswith("10 appareils à leur propre durée")


def test_a_gap_names_the_devices_or_the_country():
    pack = load_pack()
    paper = gap_sentence(Gap("factor", "office_paper", 0.5, 0.2), pack, "fr")
    assert paper == "Cherchez un facteur plus précis\u202f: papier d’impression"
    assert gap_sentence(Gap("consumption", "server", 0.5, 0.2), pack, "fr").endswith(
        "de vos serveurs"
    )
    assert gap_sentence(Gap("mix", "FR", 0.5, 0.2), pack, "fr").endswith("électricité (France)")
    assert gap_sentence(Gap("mix", "DE", 0.5, 0.2), pack, "en").endswith("(Germany)")
    assert "PUE" in gap_sentence(Gap("pue", "", 0.5, 0.2), pack, "fr")


def summary(lang="fr", notices=()):
    lines = inventory(
        {"device": "laptop", "quantity": 400.0, "purchased": date(2020, 1, 1)},
        {"device": "voip_phone", "quantity": 9.0},
        {"device": None}, {"device": "laptop", "reason": "retired"},
        {"device": "laptop", "reason": "retired"},
        extracted_on=date(2026, 1, 1),
    )  # fmt: skip
    options = Options(staff=100, period=Period.year(2026))
    done = assess(lines, pack=load_pack(), options=options)
    return summarise(done, load_pack(), notices=notices, lang=lang)


def test_a_summary_says_the_total_its_interval_and_what_is_left_out():
    told = summary()
    assert told.sentence.startswith("Ce parc émet environ")
    assert "tonnes de CO₂e par an" in told.sentence
    assert "9 chances sur 10" in told.likely
    assert any("Par agent" in fact for fact in told.facts)
    assert any(fact.startswith("Âge moyen connu") for fact in told.facts)
    assert [row.name for row in told.stages][-1] == "Total"
    assert [row.approximate for row in told.devices] == [False, True]
    assert [text.split(THIN)[0] for text, _ in told.excluded] == ["2 lignes", "1 ligne"]
    assert all(hint for _, hint in told.excluded)
    assert "Calcul de Jalons, version 0.4" in told.method
    assert "graine" not in told.method


def test_the_english_summary_has_no_french_left():
    told = summary("en")
    assert told.sentence.startswith("This fleet emits about")
    assert [row.name for row in told.devices] == ["Laptops", "Desk phones"]


def test_the_language_of_the_process_decides_when_none_is_asked(in_english):
    told = summary(None)
    assert [row.name for row in told.devices] == ["Laptops", "Desk phones"]
    assert all("ordinateurs" not in gap for gap in told.gaps)


def test_the_page_stands_alone_and_escapes_what_the_user_wrote():
    notice = Notice("mix_world", params={"country": "<script>alert(1)</script>"})
    page = as_html(summary(notices=(notice,)), title="<img src=x onerror=alert(1)>.csv", lang="fr")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<h1>") == 1
    assert "facteur approché" in page
    assert "source à confirmer" in page


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\ufeff=", "＝"])
def test_a_cell_that_would_be_a_formula_gets_an_apostrophe(start):
    assert harmless(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_other_cells_are_left_alone():
    assert [harmless(text) for text in ("PC-12", "écran", "", "a=b")] == [
        "PC-12",
        "écran",
        "",
        "a=b",
    ]


@given(st.text(max_size=20))
def test_no_text_reaches_a_spreadsheet_as_a_formula(text):
    content = as_csv(["x"], [[text]]).decode("utf-8-sig")
    rows = list(csv.reader(content.splitlines(keepends=True), delimiter=";"))
    cell = rows[1][0] if len(rows) > 1 and rows[1] else ""
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_csv_opens_in_a_french_spreadsheet():
    content = as_csv(["a", "b", "c"], [[1.5, date(2026, 3, 1), None], ["x;y", -2.0, "é"]])
    assert content == '\ufeffa;b;c\r\n1,5;01/03/2026;\r\n"x;y";-2;é\r\n'.encode()


def test_an_xlsx_holds_text_as_text_and_numbers_as_numbers():
    content = as_xlsx("Lignes", ["t", "n", "d", "v"], [["=1+1", 2.5, date(2026, 3, 1), None]])
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == ["t", "n", "d", "v"]
    text, amount, day, empty = sheet[2]
    assert (text.value, text.data_type) == ("'=1+1", "s")
    assert (amount.value, day.value.date(), empty.value) == (2.5, date(2026, 3, 1), None)


def test_exported_lines_are_all_there_with_their_reason_and_how_to_mend():
    pack = load_pack()
    lines = inventory(
        {"device": "laptop", "model": "=HYPERLINK(1)"}, {"device": "keyboard"}, {"device": None}
    )
    headings, rows = line_table(lines, lines_with_reasons(lines, pack), pack, "fr")
    assert len(rows) == 3
    assert all(len(row) == len(headings) for row in rows)
    assert rows[0][headings.index("Type d’appareil")] == "Ordinateur portable"
    reasons = [row[headings.index("Non compté car")] for row in rows]
    assert reasons[0] is None
    assert all(isinstance(reason, str) and " " in reason for reason in reasons[1:])
    with pytest.raises(FootprintError):
        line_table(lines, lines_with_reasons(lines, pack).head(1), pack)


def test_exported_results_hold_every_stage_with_its_interval():
    done = assess(inventory({"device": "laptop"}), pack=load_pack())
    headings, rows = result_table(done, load_pack(), "fr")
    assert [row[4] for row in rows if row[3] == "Changement climatique"] == [
        "Fabrication",
        "Distribution",
        "Usage",
        "Fin de vie",
        "Total",
    ]
    assert all(len(row) == len(headings) for row in rows)
    assert all(row[5] < row[6] < row[7] for row in rows)
    primary = [row[4] for row in rows if row[3] == "Énergie primaire"]
    assert primary == ["Usage"], "no total is told where the manufacture is not assessed"


def test_every_error_and_notice_has_its_words_in_french_and_english():
    room = Path(store.__file__).parent
    messages = Messages.of("jalons.footprint")
    pattern = re.compile(r'(?:FootprintError|Notice)\(\s*"([a-z_]+)"')
    codes = {
        code for path in room.rglob("*.py") for code in pattern.findall(path.read_text("utf-8"))
    }
    assert len(codes) > 20
    assert sorted(codes - messages.codes()) == []
    for reason in Reason:
        for lang in ("fr", "en"):
            assert messages.text(f"reason.{reason.value}", lang)


def test_every_sentence_is_also_in_english_with_the_same_placeholders():
    text = (Path(store.__file__).parent / "data/messages.toml").read_text("utf-8")

    def check(node, path):
        if isinstance(node, dict) and "fr" in node:
            assert "en" in node, path
            fields = [set(re.findall(r"{(\w+)", node[lang])) for lang in ("fr", "en")]
            assert fields[0] == fields[1], path
        if isinstance(node, dict):
            for name, child in node.items():
                check(child, f"{path}.{name}")

    check(tomllib.loads(text), "")


def test_one_thing_that_is_counted_has_one_word_in_every_screen_of_the_room():
    """« Équipement » is the word of files (NumEcoEval, a data centre), never ours for a device."""
    theirs = re.compile("(?i)techniques|physique|virtuel|NumEcoEval|PCR-SI|informatiques")
    room = Path(store.__file__).parent
    said = [
        line
        for path in (*room.glob("data/messages.toml"), *room.glob("data/glossary.toml"),
                     *room.glob("web/locale/fr/LC_MESSAGES/django.po"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "quipement" in line and not theirs.search(line)
        and not line.startswith(("en = ", "msgid"))
    ]  # fmt: skip
    assert said == []
    assert unit("device", "fr") == "appareils"
