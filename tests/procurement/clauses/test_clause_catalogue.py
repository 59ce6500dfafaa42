"""The catalogue: clauses are whole and read well, and nothing is called verified by chance."""

import re
from copy import deepcopy

import pytest

from jalons.kernel.tables import package_table
from jalons.procurement.engine.clauses.catalogue import (
    FAMILIES,
    KINDS,
    catalogue,
    chosen,
    markets,
    read,
)
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.words import clauses as words

EVERY = pytest.mark.parametrize("clause", catalogue().values(), ids=list(catalogue()))
FRENCH = ("fr", "need", "text", "proof", "equivalents")
FAMILIAR = re.compile(r"\b(tu|te|toi|ton|ta|tes|vous|votre|vos|on)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(the|and|with|shall|must|buyer|contractor)\b", re.IGNORECASE)
COMMON = package_table("jalons.procurement", "clauses/references")
ENERGY = package_table("jalons.procurement", "clauses/energy")


def test_there_are_about_sixty_clauses_in_fourteen_families():
    assert 60 <= len(catalogue()) <= 70
    assert {each.family for each in catalogue().values()} == set(FAMILIES)
    titles = [each.fr for each in catalogue().values()]
    assert len(set(titles)) == len(titles)


@EVERY
def test_a_clause_is_whole_and_reads_well(clause):
    for name in FRENCH:
        text = getattr(clause, name)
        assert text.strip(), name
        assert "  " not in text, f"{name}: two spaces"
        assert not FAMILIAR.search(text), f"{name}: {FAMILIAR.search(text)}"
        assert not ENGLISH.search(text), f"{name}: {ENGLISH.search(text)}"
        assert "'" not in text, f"{name}: a typewriter apostrophe"
        assert not re.search(r"[^\u202f\d][;?!»](?!\w)|[^\u202f]:(?!\w)", text), f"{name}: spacing"
    assert clause.text.endswith(".")
    assert clause.need.endswith(".")
    assert clause.proof.endswith(".")
    assert clause.equivalents.endswith(".")
    assert 250 <= len(clause.text) <= 1_600, len(clause.text)
    assert ENGLISH.search(f"{clause.en} {clause.summary}") or len(clause.summary) > 20
    assert words.control(clause, "fr")
    assert clause.references


@EVERY
def test_a_clause_never_excludes_what_it_goes_with_and_both_share_a_market(clause):
    assert not {*clause.goes_with} & {*clause.excludes}
    for other in chosen({*clause.goes_with, *clause.excludes}):
        assert clause.markets & other.markets, other.id


@pytest.mark.parametrize(
    "clause", [each for each in catalogue().values() if each.kind == "criterion"],
    ids=lambda each: each.id,
)  # fmt: skip
def test_a_criterion_has_a_scale_of_marks_and_its_points_are_for_the_buyer_to_set(clause):
    points = next(each for each in clause.parameters if each.name == "points")
    assert points.proposed is None
    assert "{points} points" in clause.text
    assert re.search(r"zéro|aucun|proportionnelle|divisé|coût", clause.text)


@pytest.mark.parametrize("market", markets())
@pytest.mark.parametrize("kind", ["criterion", "execution"])
def test_each_market_has_a_criterion_and_a_condition_on_the_environment(market, kind):
    assert any(
        each.kind == kind and each.environmental and market in each.markets
        for each in catalogue().values()
    )


def test_only_what_somebody_read_is_said_to_be_verified():
    read_ones = {key for key, row in COMMON["references"].items() if row["verified"]}
    assert "climate_35" in read_ones
    unread = {"ccp_execution", "gdpr_28", "cyber", "ccag_tic", "weee", "free_software"}
    assert not read_ones & unread
    weee = catalogue()["fin-de-vie-tracee"].references[0]
    assert words.reference(weee, "fr").endswith("(référence à vérifier)")
    law = catalogue()["garantie-longue"].references[0]
    assert "à vérifier" not in words.reference(law, "fr")


def test_values_stand_in_brackets_until_a_person_confirms_them():
    clause = catalogue()["garantie-longue"]
    before = " ".join(words.paragraphs(clause, {}))
    assert "garantis pendant [36] mois" in before
    after = " ".join(words.paragraphs(clause, {"garantie-longue.mois": 48.0}))
    assert "garantis pendant 48 mois" in after
    assert "[3] jours" in after  # the others are still proposed
    blank = " ".join(words.paragraphs(catalogue()["critere-indice"], {}))
    assert "([à compléter] points)" in blank


def test_kinds_families_markets_and_controls_have_labels_in_both_languages():
    for lang in ("fr", "en"):
        for kind, codes in (("kind", KINDS), ("family", FAMILIES), ("market", markets())):
            for code in codes:
                assert words.label(kind, code, lang)
    month = catalogue()["reprise-reemploi"]
    assert words.control(month, "fr") == "6 mois après la notification"


BROKEN = [
    ("two alike", lambda rows: rows.append(rows[0])),
    ("unknown reference", lambda rows: rows[0].update(references=["nobody"])),
    ("no reference", lambda rows: rows[0].update(references=[])),
    ("unknown market", lambda rows: rows[0].update(markets=["tanks"])),
    ("unknown kind", lambda rows: rows[0].update(kind="wish")),
    ("unknown control", lambda rows: rows[0].update(control="someday")),
    ("blank proof", lambda rows: rows[0].update(proof="  ")),
    ("a field nobody knows", lambda rows: rows[0].update(colour="green")),
    ("missing identifier", lambda rows: rows[0].pop("id")),
    ("missing text", lambda rows: rows[0].pop("text")),
    ("a value without its place", lambda rows: rows[0].update(text="Rien à compléter.")),
    ("a place without its value", lambda rows: rows[0].update(parameters={})),
    ("an unknown companion", lambda rows: rows[0].update(goes_with=["personne"])),
    ("an identifier that is no word", lambda rows: rows[0].update(id="Énergie 1")),
]


@pytest.mark.parametrize(("why", "spoil"), BROKEN, ids=[why for why, _spoil in BROKEN])
def test_a_catalogue_that_is_not_sound_is_refused_by_name(why, spoil):
    rows = deepcopy(ENERGY["clause"])
    assert read({"energy": {"clause": rows}}, COMMON)
    spoil(rows)
    with pytest.raises(ProcurementError) as refused:
        read({"energy": {"clause": rows}}, COMMON)
    assert refused.value.code == "clause_invalid"
    assert rows[0].get("id", "None") in str(refused.value)
