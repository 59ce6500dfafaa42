import ast
import re
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from jalons.footprint.engine import reading
from jalons.footprint.engine.inventory.line import DeviceStatus, Nature, Reason
from jalons.footprint.engine.reading import Field, Why
from jalons.footprint.engine.reading.rows.statuses import Sense
from jalons.footprint.engine.reading.vocabulary.reference import (
    NO_TYPE,
    families,
    model_rules,
    table,
)
from jalons.kernel import Messages
from jalons.tabular.folding import fold, fold_heading
from jalons.tabular.vocabulary import Vocabulary, singular, singulars

MESSAGES = Messages.of("jalons.footprint")


def test_every_reason_nature_and_why_has_its_sentence_in_both_languages():
    keys = [f"reason.{each}" for each in Reason]
    keys += [f"nature.{each}" for each in Nature]
    keys += [f"why.{each}" for each in Why]
    for key in keys:
        assert MESSAGES.text(key, "fr")
        assert MESSAGES.text(key, "en")
    for reason in set(Reason) - {Reason.EMPTY_ROW, Reason.HEADING_ROW, Reason.TOTAL_ROW}:
        assert MESSAGES.text(f"reason.{reason}.hint")


def test_every_notice_of_the_reader_has_its_sentence():
    sources = "".join(
        path.read_text(encoding="utf-8") for path in Path(reading.__file__).parent.rglob("*.py")
    )
    strings = {
        node.value
        for node in ast.walk(ast.parse(sources.replace("from __future__ import annotations", "")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    told = set(re.findall(r'(?:Notice|remarks\.add)\(\s*"(\w+)"', sources))
    told |= {f"{name}_unknown" for name in ("status", "country")}
    told |= {f"status_{sense}" for sense in set(Sense) - {Sense.PLAIN}}
    told |= strings & {"rows_split", "rows_numbered", "rows_doubted", "phones_assumed"}
    told |= strings & {"purchased_after_extraction", "purchased_too_long_ago", "sheet_hidden"}
    assert len(told) > 20
    assert told <= MESSAGES.codes()


def test_french_sentences_carry_narrow_spaces():
    text = (resources.files("jalons.footprint") / "data/messages.toml").read_text("utf-8")
    own = text.split("# === Reading of files")[1].split("# === end of reading")[0]
    french = re.findall(r'^(?:hint\.)?fr = "(.*)"$', own, re.MULTILINE)
    assert len(french) > 80
    assert [line for line in french if re.search(r" [;:!?%»]|« |'", line)] == []


def test_every_rule_leads_to_a_known_device_and_compiles():
    devices, scopes = set(table("devices")), set(table("devices")) | set(families()) | {NO_TYPE}
    for rule in model_rules():
        settled = {Nature.CONSUMABLE, Nature.VIRTUAL, Nature.DEVICE}
        assert (rule.device in devices) != (rule.nature in settled)
        assert rule.when <= scopes
        pl.Series(["x"]).str.contains(rule.pattern)
    for family in families().values():
        assert family.default is None or family.default in devices


def test_devices_have_names_and_a_tier():
    for entry in table("devices").values():
        assert entry["tier"] in {"terminal", "network", "datacentre"}
        assert all(entry[key][lang] for key in ("name", "plural") for lang in ("fr", "en"))


def test_no_word_means_two_devices_or_families():
    entries = {**table("devices"), **table("families")}
    meanings: dict[str, set[str]] = {}
    for name, entry in entries.items():
        names = [entry[key][lang] for key in ("name", "plural") for lang in entry.get(key, ())]
        for word in [*entry["words"], *names]:
            meanings.setdefault(" ".join(singulars(fold(word))), set()).add(name)
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


def test_statuses_and_columns_are_those_the_code_knows():
    assert set(table("statuses")) <= set(DeviceStatus)
    assert set(table("columns")) == set(Field) | {"brands", "neutral"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [("N° de Série (S/N)", "n de serie s n"), ("  Été–Œuvre ", "ete oeuvre"), ("Qté.", "qte")],
)
def test_words_are_folded(text, plain):
    assert fold(text) == plain


def test_programmers_headings_are_set_apart():
    assert fold_heading("paysDUtilisation") == "pays d utilisation"
    assert fold_heading("DATE ACHAT") == "date achat"


def test_the_first_phrase_decides_and_the_longest_from_there():
    words = Vocabulary({"mouse": ["souris"], "laptop": ["pc portable"], "pc": ["pc"]})
    assert words.inside("souris pour pc portable") == "mouse"
    assert words.inside("le pc portable neuf") == "laptop"
    assert words.inside("rien") is None
    assert words.exact("pc portables") == "laptop"


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("borne", "bornes"), ("terminal", "terminaux"), ("bandeau", "bandeaux"), ("jeu", "jeux"),
        ("switch", "switches"), ("box", "boxes"), ("library", "libraries"),
        ("batterie", "batteries"),
        ("souris", "souris"), ("fax", "fax"),
    ],
)  # fmt: skip
def test_a_word_and_its_plural_have_one_stem(one, many):
    assert singular(one) == singular(many)


def test_short_words_that_end_with_an_s_are_no_plurals():
    assert [singular(word) for word in ("nas", "ups", "bus", "vps")] == ["nas", "ups", "bus", "vps"]
    assert [singular(word) for word in ("wireless", "sans", "dans")] == ["wireless", "sans", "dans"]
