"""The open data of a consultation shows nobody, and is what its schema says."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from importlib import resources

from jsonschema import Draft202012Validator

from jalons.participation.documents.open_data import archive_of
from jalons.participation.engine.consultations.counting import counted
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.participation.engine.exchange.exporting import (
    OpenConsultation,
    OpenIdea,
    OpenQuestion,
    document_of,
    tables_of,
)

WAYS = Question("way", Kind.CHOICE, "Comment venez-vous ?", {"1": "À pied", "2": "À vélo"})
EASE = Question("ease", Kind.SCALE, "Est-ce facile ?")
WHY = Question("why", Kind.TEXT, "Que dire à Mme Roy ?")
TEXTS = ["Plus d’ombre.", "Appelez Mme Roy au 06 12 34 56 78.", "marie.kerloch@example.org",
         "=1+1 bancs", "Je suis Jean-Yves Le Goff."]  # fmt: skip


def document():
    return document_of(OpenConsultation(
        "Le marché", "Dire ce qui manque.", "Une réponse en juin.", "Vitré", date(2026, 3, 2),
        date(2026, 3, 30), {"online": None, "paper": 12, "*": None},
        [
            OpenQuestion(WAYS, about_you=False, counted=counted(WAYS, ["1"] * 9 + ["2"] * 2)),
            OpenQuestion(EASE, about_you=True, counted=counted(EASE, [4] * 7 + [5] * 8)),
            OpenQuestion(WHY, about_you=False, counted=counted(WHY, TEXTS), texts=TEXTS),
        ],
        [OpenIdea("Des bancs", "Partout.", 3), OpenIdea("Des arbres", "", 40),
         OpenIdea("Voir M. Dupont", "", 90)],
    ))  # fmt: skip


def test_texts_that_name_somebody_are_left_out_though_a_person_allowed_them():
    found = document()
    assert sorted(found["questions"][2]["texts"]) == ["=1+1 bancs", "Plus d’ombre."]
    assert found["left_out"] == {"texts": None, "ideas": None}  # three, one: small
    packed = archive_of(found)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist())
    for name in ("Roy", "06 12", "kerloch", "Le Goff", "Dupont"):
        assert name not in whole
    assert found["questions"][2]["title"] == "[…]"


def test_small_counts_are_hidden_and_ideas_are_ordered():
    found = document()
    assert [each["count"] for each in found["questions"][0]["counts"]] == [None, None]
    assert [(each["title"], each["supports"]) for each in found["ideas"]] == [
        ("Des arbres", 40), ("Des bancs", None),
    ]  # fmt: skip
    assert found["questions"][1]["means"] == [{"option": "", "mean": 4.53}]


def test_the_document_is_what_its_schema_says():
    data = resources.files("jalons.participation") / "data"
    schema = json.loads((data / "participation_export.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document())


def test_no_cell_of_the_csv_is_a_formula_and_the_same_data_gives_the_same_bytes():
    packed = archive_of(document())
    assert packed == archive_of(document())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {
            "consultation.json",
            "counts.csv",
            "schema.json",
            "LISEZMOI.md",
            "README.md",
        } <= set(archive.namelist())
        texts = archive.read("texts.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(texts), delimiter=";"))
    assert {row[2] for row in rows[1:]} == {"'=1+1 bancs", "Plus d’ombre."}
    assert len(tables_of(document())["counts.csv"]) == 1 + 2 + 5 + 1 + 1
