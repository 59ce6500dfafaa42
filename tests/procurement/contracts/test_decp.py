"""DECP v2 files: the official samples, faults of others, duplicates, shares, the way back."""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.capture.decp import is_decp, is_valid, read_decp
from jalons.procurement.cli import commands
from jalons.procurement.engine.contracts.record import (
    KINDS,
    NATURAL,
    Considered,
    contract_of,
    digital_by_cpv,
    exported,
)
from jalons.procurement.engine.contracts.shares import contract_shares, share_of
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.words.contracts import fault_lines, share_words

pytestmark = pytest.mark.extras  # jsonschema and lxml
SAMPLES = Path(__file__).parent / "samples"
JSONS, XMLS = sorted(SAMPLES.glob("*.json")), sorted(SAMPLES.glob("*.xml"))
ONE = json.loads((SAMPLES / "marches_avec_modifications.json").read_text("utf-8"))["marches"][
    "marche"
][1]


def contract(**changed):
    """The official contract with other values; None takes a field out."""
    found = deepcopy(ONE) | changed
    return {name: value for name, value in found.items() if value is not None}


def read(*contracts, siren=""):
    return read_decp(json.dumps({"marches": {"marche": contracts}}).encode(), siren)


def lines_of(row, lang="fr"):
    """What is said of a contract, with plain spaces."""
    return [line.replace("\u202f", " ") for line in fault_lines(row, lang)]


def codes(row):
    return {(fault.where, fault.code) for fault in row.faults}


# The official samples -----------------------------------------------------------------------------


def test_the_samples_are_all_there():
    assert (len(JSONS), len(XMLS)) == (4, 3)


@pytest.mark.parametrize("path", [*JSONS, *XMLS], ids=lambda path: path.name)
def test_an_official_sample_has_no_fault_of_format(path):
    rows = read_decp(path.read_bytes())
    assert rows
    assert not [fault for row in rows for fault in row.faults if fault.breaks]
    for row in rows:
        assert is_valid(row.contract.raw, row.contract.kind)  # XML too, in the shape of JSON
        assert row.contract.amount
        assert row.contract.notified_on


@pytest.mark.parametrize("path", JSONS, ids=lambda path: path.name)
def test_a_json_sample_goes_out_as_it_came_in(path):
    sent = json.loads(path.read_text("utf-8"))
    rows = [row.contract for row in read_decp(path.read_bytes())]
    back = {kind: [exported(each) for each in rows if each.kind == kind] for kind in KINDS}
    assert {"marches": {kind: found for kind, found in back.items() if found}} == sent


def test_the_same_contract_is_read_from_json_and_xml():
    (one, *_rest) = read_decp((SAMPLES / "Marche.xml").read_bytes())
    found, other = one.contract, contract_of("marche", ONE)
    for name in ("amount", "notified_on", "months", "cpv", "environment", "social", "holders"):
        assert getattr(found, name) == getattr(other, name)
    assert found.raw["marcheInnovant"] is True


def test_a_changed_value_goes_out_and_the_rest_stays():
    held = contract_of("marche", ONE)
    sent = exported(held, amount=Decimal("580000.50"), environment="both", cpv="48000000-8",
                    notified_on=date(2024, 5, 16), months=held.months)  # fmt: skip
    words = ["Clause environnementale", "Critère environnemental"]
    assert sent == {**ONE, "montant": 580000.5, "codeCPV": "48000000-8",
                    "dateNotification": "2024-05-16",
                    "considerationsEnvironnementales":
                        {"considerationEnvironnementale": words}}  # fmt: skip
    assert is_valid(sent, "marche")


# What is wrong with a file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "where", "code"),
    [
        ({"acheteur": {"id": "588003400011"}}, "acheteur.id", "siret_zeros"),
        ({"acheteur": {"id": "1750001630040"}}, "acheteur.id", "siret_length"),
        ({"acheteur": {"id": "21 750 001 63"}}, "acheteur.id", "siret_letters"),
        ({"acheteur": {"id": "21750001630041"}}, "acheteur.id", "siret_key"),
        ({"codeCPV": "3213100"}, "codeCPV", "cpv_zero"),
        ({"codeCPV": "302"}, "codeCPV", "cpv_shape"),
        ({"montant": "12 000 €"}, "montant", "number"),
        ({"montant": 0}, "montant", "small"),
        ({"montant": 12.5}, "montant", "amount_odd"),
        ({"montant": 9_000_000_000}, "montant", "amount_odd"),
        ({"montant": 10_000}, "modifications", "amount_jump"),
        ({"dateNotification": "15/05/2024"}, "dateNotification", "day"),
        ({"datePublicationDonnees": "2023-01-01"}, "datePublicationDonnees", "published_before"),
        ({"nature": "Marche"}, "nature", "choice"),
        ({"objet": "x" * 1001}, "objet", "long"),
        ({"dureeMois": 1460}, "dureeMois", "months_odd"),
        ({"ccag": None}, "ccag", "missing"),
        ({"truc": 1}, "truc", "unexpected"),
        ({"titulaires": []}, "titulaires", "empty"),
    ],
)
def test_a_fault_names_its_field_its_value_and_its_remedy(changed, where, code):
    (row,) = read(contract(**changed))
    assert (where, code) in codes(row)
    for lang in ("fr", "en"):
        lines = lines_of(row, lang)
        assert any(f"« {where} »" in line or f"“{where}”" in line for line in lines)
        assert "{" not in "".join(lines)


def test_a_value_out_of_the_list_is_answered_with_the_list():
    (row,) = read(contract(nature="Marche"))
    (said, *_rest) = [line for line in lines_of(row) if "nature" in line]
    assert "« nature » : Marche — valeur hors de la liste" in said
    assert "Marché de partenariat" in said


def test_a_contract_without_amount_or_day_is_not_counted():
    for changed in ({"montant": None}, {"dateNotification": "hier"}, {"id": None}):
        (row,) = read(contract(**changed))
        assert row.left_out == "lacking"


def test_contradictory_considerations_are_unknown():
    both = {"considerationEnvironnementale": ["Clause environnementale",
                                              "Pas de considération environnementale"]}  # fmt: skip
    (row,) = read(contract(considerationsEnvironnementales=both))
    assert row.contract.environment is Considered.UNKNOWN
    assert ("considerationsEnvironnementales", "environment_unclear") in codes(row)


def test_an_xml_fault_has_its_line_and_stays_with_its_contract():
    text = (SAMPLES / "Marche.xml").read_text("utf-8")
    head, tail = text.split("</marche>", 1)
    tail = tail.replace("<codeCPV>45000000-7", "<codeCPV>4500000").replace(
        "<montant>575000", "<montant>cher"
    )
    first, second = read_decp(f"{head.replace('TEST2022', 'A')}</marche>{tail}".encode())
    assert not [fault for fault in first.faults if fault.breaks]
    found = {fault.where: (fault.code, fault.value) for fault in second.faults if fault.breaks}
    assert found == {"codeCPV": ("cpv_zero", "4500000"), "montant": ("number", "cher")}
    assert second.left_out == "lacking"


def test_an_xml_file_cannot_read_other_files():
    head = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    bomb = f"{head}<marches><marche><id>1</id><objet>&x;</objet></marche></marches>".encode()
    with pytest.raises(ProcurementError, match="ligne 1"):
        read_decp(bomb)


def test_an_empty_xml_contract_is_left_out_and_an_empty_file_refused():
    (row,) = read_decp(b"<marches><!-- rien --><marche/></marches>")
    assert row.left_out == "lacking"
    for content in (b"<marches/>", b"<marche/>"):
        with pytest.raises(ProcurementError, match="aucun contrat"):
            read_decp(content)


def test_a_cut_file_says_where_reading_stops():
    whole = JSONS[0].read_bytes()
    for content, line in ((whole[: len(whole) // 2], "ligne"), (b"<marches>\n<marche>", "ligne 2")):
        with pytest.raises(ProcurementError) as refused:
            read_decp(content)
        assert refused.value.code == "decp_unread"
        assert line in str(refused.value)


def test_a_file_without_contract_or_of_another_buyer_is_refused():
    with pytest.raises(ProcurementError) as refused:
        read()
    assert refused.value.code == "decp_empty"
    with pytest.raises(ProcurementError) as refused:
        read(ONE, siren="213503601")
    assert refused.value.code == "decp_none"
    assert len(read(ONE, contract(acheteur={"id": "21350360100016"}), siren="217500016")) == 1


def test_a_bare_list_is_read_and_other_files_are_not():
    assert len(read_decp(json.dumps([ONE]).encode())) == 1
    assert len(read_decp(json.dumps({"marches": [ONE]}).encode())) == 1
    assert not is_decp(b"numero;objet\n1;PC\n")
    assert is_decp(b"\xef\xbb\xbf {}")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(list(ONE)), inner, max_size=5)))  # fmt: skip
def test_any_content_is_read_or_explained(value):
    for content in (json.dumps({"marches": {"marche": [value]}}), json.dumps(value)):
        try:
            rows = read_decp(content.encode())
        except ProcurementError as refused:
            assert str(refused)
        else:
            assert all(fault_lines(row, "fr") for row in rows)


@given(st.sampled_from(list(ONE)), st.none() | st.integers() | st.text(max_size=5) | st.just([]))
def test_a_contract_with_any_value_is_read_or_left_out(name, value):
    (row,) = read(deepcopy(ONE) | {name: value})
    assert row.left_out or row.contract.amount


# The same contract twice --------------------------------------------------------------------------


def test_a_contract_written_twice_counts_once():
    first, copy = read(ONE, ONE)
    assert (first.left_out, copy.left_out) == ("", "twice_same")


def test_of_two_versions_the_one_with_its_modifications_then_the_latest_counts():
    older = contract(modifications=None)
    rows = read(older, ONE)
    assert [row.left_out for row in rows] == ["twice_older", ""]
    later = contract(datePublicationDonnees="2024-06-25", montant=600000)
    assert [row.left_out for row in read(later, ONE)] == ["", "twice_older"]


def test_two_versions_of_the_same_day_wait_for_a_person():
    rows = read(ONE, contract(montant=600000))
    assert [row.left_out for row in rows] == ["twice_differs", "twice_differs"]
    assert "Gardez la bonne" in fault_lines(rows[0], "fr")[0]


# Names --------------------------------------------------------------------------------------------


def test_a_company_is_named_and_a_person_is_not():
    def holder(name):
        return [{"titulaire": {"id": "1", "typeIdentifiant": "SIRET", "denominationSociale": name}}]

    assert contract_of("marche", contract(titulaires=holder("Nimbo SAS"))).holders == (
        "Nimbo SAS SIRET 1",
    )
    assert contract_of("marche", contract(titulaires=holder("Mme Jeanne Roy"))).holders == (
        NATURAL,
    )


def test_digital_families_are_read_from_a_full_code_only():
    found = {cpv: digital_by_cpv(cpv) for cpv in ("30213100-6", "30190000", "50312000-5",
             "50100000-6", "72000000-5", "64110000-0", "4800", "")}  # fmt: skip
    assert list(found.values()) == [True, True, True, False, True, False, None, None]


# Shares -------------------------------------------------------------------------------------------


def test_known_answers_give_a_share_and_unknown_ones_its_bounds():
    one, two = Decimal(1), Decimal(2)
    found = share_of([(True, True, one), (True, False, one)])
    assert (found.value.low, found.value.mid, found.value.high) == (50, 50, 50)
    found = share_of([(True, True, one), (True, False, one), (True, None, two), (False, True, two)])
    assert (found.value.low, found.value.mid, found.value.high) == (25, 50, 75)
    assert (found.total, found.unknown) == (3, 1)
    found = share_of([(True, True, one), (True, False, one), (None, False, two)])
    assert (found.value.low, found.value.high) == (25, 50)
    assert share_of([(True, None, one), (None, True, one)]) is None
    assert share_words(None, "fr") == "inconnu"
    assert share_words(found, "fr").startswith("entre 25")


ANSWER = st.sampled_from([True, False, None])


def test_a_day_of_publication_that_is_missing_is_not_said_to_be_too_early():
    (row,) = read(contract(datePublicationDonnees=None))
    assert {code for _where, code in codes(row)} == {"missing"}


@given(st.lists(st.tuples(ANSWER, ANSWER, st.decimals(1, 1000, places=0))))
def test_bounds_hold_whatever_the_unknown_answers_are(rows):
    found = share_of(rows)
    if found is None:
        return
    for within in (True, False):
        for yes in (True, False):
            said = [(within if w is None else w, yes if y is None else y, n) for w, y, n in rows]
            known = share_of(said)
            if known is not None:
                assert found.value.low - 1e-9 <= known.value.mid <= found.value.high + 1e-9


def test_clause_and_criterion_are_both_needed():
    rows = [(True, each, Decimal(100), None) for each in ("both", "clause", "criterion", "none")]
    found = contract_shares((a, Considered(b), c, d) for a, b, c, d in rows)
    assert found["environment_number"].value.mid == 25
    assert found["environment_amount"].value.mid == 25
    assert found["spaser_number"] is None
    assert found["digital"].value.mid == 100
    rows += [(False, "unknown", Decimal(100), None), (False, "both", Decimal(100), None)]
    found = contract_shares((a, Considered(b), c, d) for a, b, c, d in rows)
    assert found["environment_number"].value.mid == 25  # of the digital ones
    assert (found["every_both"].value.mid, found["every_both"].unknown) == (40, 1)
    assert found["every_one"].value.mid == 80


# The command --------------------------------------------------------------------------------------


def test_the_command_prints_shares_and_faults(tmp_path):
    file = tmp_path / "decp.json"
    good = contract(codeCPV="48000000-8", acheteur={"id": "21750001630040"})
    file.write_text(json.dumps({"marches": {"marche": [good]}}), encoding="utf-8")
    done = CliRunner().invoke(commands, ["decp", str(file)])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert (found["contracts"], found["counted"], found["faults"]) == (1, 1, 0)
    assert found["percent"]["environment_number"] == [0, 0, 0]
    assert found["percent"]["spaser_number"] is None
    file.write_text(json.dumps({"marches": {"marche": [contract(nature="?")]}}), encoding="utf-8")
    done = CliRunner().invoke(commands, ["decp", str(file), "--siren", "217500016"])
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert (found["contracts"], found["faults"]) == (1, 1)
    assert "nature" in found["to_correct"][0]["why"][0]
