"""The register of contracts: DECP files brought, shares, the file that goes out."""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.imports.actions import bring
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.foundation.territories.models import Territory
from jalons.procurement.capture.decp import is_valid
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.contracts.register import contracts_file, headline_of
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
JSONS = sorted(SAMPLES.glob("*.json"))
ONE = json.loads((SAMPLES / "marches_avec_modifications.json").read_text("utf-8"))["marches"][
    "marche"
][1]


@pytest.fixture
def town():
    return make_authority("ville", "Ville d’Essai")


@pytest.fixture
def buyer(town):
    return client_of(town, "contributor")


def decp(*contracts):
    return json.dumps({"marches": {"marche": contracts}}).encode()


def raw(number, **changed):
    """The official contract under another number."""
    return deepcopy(ONE) | {"id": number} | changed


def brought(town, *contracts):
    return bring(contracts_file, town, name="decp.json", content=decp(*contracts))


def html(response):
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def url(name, *args):
    return reverse(name, args=["ville", *args])


def contract(town, number="1", **values):
    made = Contract(authority=town)
    whole = {"number": number, "subject": "Ordinateurs", "cpv": "30213100-6", "amount": 50_000,
             "notified_on": date(2026, 3, 2)} | values  # fmt: skip
    write(town, None, [(made, whole)])
    return made


def stored(town, name):
    rows = StoredObservation.objects.of(town).filter(indicator=f"procurement.{name}")
    return {each.period_start.year: each for each in rows}


def test_an_empty_page_says_what_to_bring_and_how_long_it_takes(town, buyer):
    assert "deux minutes suffisent" in html(buyer.get(url("contract_list")))


@pytest.mark.parametrize("path", JSONS, ids=lambda path: path.name)
def test_an_official_sample_comes_in_and_goes_out_alike(town, buyer, path):
    sent = json.loads(path.read_text("utf-8"))
    for found in sent["marches"].values():  # one buyer, of which an identifier is known
        for each in found:
            each[next(n for n in ("acheteur", "autoriteConcedante") if n in each)]["id"] = (
                "21750001630040"
            )
    content = json.dumps(sent).encode()
    done = bring(contracts_file, town, name=path.name, content=content)
    assert done["created"] == sum(map(len, sent["marches"].values()))
    out = json.loads(buyer.get(url("contract_decp")).content)

    def by_number(found):
        return {kind: {each["id"]: each for each in rows} for kind, rows in found.items()}

    assert by_number(out["marches"]) == by_number(sent["marches"])
    assert all(is_valid(each, kind) for kind, rows in out["marches"].items() for each in rows)


def test_a_file_is_seen_before_it_is_stored_then_undone(town, buyer):
    sent = SimpleUploadedFile("decp.json", decp(raw(number="A"), raw(number="B", montant=0)))
    check = buyer.post(url("contract_import"), {"file": sent})
    page = html(buyer.get(check.url))
    assert "1 ligne serait enregistrée" in page
    assert "ce contrat n’est pas compté" in page
    assert not Contract.objects.of(town).exists()
    file = ImportFile.objects.of(town).get()
    form = buyer.get(check.url).context["form"]
    done = buyer.post(check.url, {**{b.name: b.value() for b in form}, "step": "apply"})
    Worker().run_pending()
    assert "1 ligne est enregistrée" in html(buyer.get(url("contract_import_done", file.pk)))
    assert done.status_code == 302
    held = Contract.objects.of(town).get()
    assert (held.amount, held.environment, held.social) == (Decimal(575000), "clause", "both")
    assert json.loads(held.decp)["id"] == "A"
    buyer.post(url("contract_import_undo", file.pk))
    assert not Contract.objects.of(town).filter(deleted_at=None).exists()


def test_what_is_wrong_with_a_contract_is_written_on_its_page(town, buyer):
    brought(town, raw(number="A", codeCPV="3213100"))
    held = Contract.objects.of(town).get()
    page = html(buyer.get(url("contract", held.pk)))
    assert "il a sans doute perdu son zéro de tête" in page
    assert "envoi pour Json test 2" in page


def test_the_contracts_of_others_are_left_aside(town):
    town.territory = Territory.objects.create(kind="epci", code="1", name="T", siren="217500016")
    town.save()
    other = raw(number="B", acheteur={"id": "21350360100016"})
    assert brought(town, raw(number="A"), other)["created"] == 1
    with pytest.raises(ProcurementError, match="aucun contrat de l’acheteur 217500016"):
        brought(town, other)


def test_several_buyers_are_refused_when_ours_is_unknown(town):
    other = raw(number="B", acheteur={"id": "21350360100016"})
    with pytest.raises(ProcurementError) as refused:
        brought(town, raw(number="A"), other)
    assert refused.value.code == "decp_buyers"


def test_the_same_contract_twice_is_one_and_two_versions_are_none(town):
    done = brought(town, raw(number="A"), raw(number="A"))
    assert (done["created"], done["refused_count"]) == (1, 0)
    assert "plusieurs fois" in Contract.objects.of(town).get().remarks
    done = brought(town, raw(number="B"), raw(number="B", montant=9000))
    assert (done["created"], done["refused_count"]) == (0, 2)
    assert brought(town, raw(number="A"), raw(number="A"))["same"] == 1


def test_a_person_is_named_nowhere(town, buyer):
    holder = {"id": "1", "typeIdentifiant": "SIRET", "denominationSociale": "Mme Jeanne Roy"}
    brought(town, raw(number="A", titulaires=[{"titulaire": holder}]))
    held = Contract.objects.of(town).get()
    page = html(buyer.get(url("contract", held.pk)))
    assert "personne physique (nom masqué)" in page
    shown = (page, held.decp, str(list(Entry.objects.of(town).values())),
             buyer.get(url("contract_decp")).content.decode())  # fmt: skip
    assert not [each for each in shown if "Roy" in each]


def test_a_xml_file_is_brought_too(town):
    content = (SAMPLES / "Marche.xml").read_bytes()
    assert bring(contracts_file, town, name="m.xml", content=content)["created"] == 1


def test_a_list_as_people_write_it_is_read_or_explained(town):
    text = (
        "N° de marché;Objet;Montant HT;Date de notification;Code CPV;Considération "
        "environnementale;Titulaire\n"
        "01;Portables;120 000,00 € HT;12/03/2026;30213100-6;Clause environnementale;UGAP\n"
        "02;Écrans;14 400 € TTC;13/03/2026;;Aucune;UGAP\n"
        "03;Copieurs;(5 000);14/03/2026;;Aucune;UGAP\n"
        "04;Formation;900;15/03/2026;;Pas de considération environnementale;Mme Jeanne Roy\n"
    )
    done = bring(contracts_file, town, name="marches.csv", content=text.encode("cp1252"))
    assert [name for _row, name, _why in done["refused"]] == ["02", "03"]
    assert all("n’est pas un montant" in why for _row, _name, why in done["refused"])
    first, last = Contract.objects.of(town).order_by("number")
    assert (first.amount, first.cpv, first.environment) == (120_000, "30213100-6", "clause")
    assert (last.environment, "Roy" in last.holders) == ("none", False)


def test_a_list_is_brought_and_waits_for_a_whole_sheet_to_go_out(town, buyer):
    content = "Numéro;Objet;Montant HT;Date de notification\n2026-1;PC;42 000;2026-05-04\n".encode()
    assert bring(contracts_file, town, name="m.csv", content=content)["created"] == 1
    answer = buyer.get(url("contract_decp"), follow=True)
    assert "Contrats laissés hors du fichier" in html(answer)


def test_a_changed_value_goes_out_valid_and_an_invalid_one_stays_in(town, buyer):
    brought(town, raw(number="A"), raw(number="B"))
    first, second = Contract.objects.of(town).order_by("number")
    write(town, None, [(first, {"environment": "both", "amount": Decimal(600_000)})])
    write(town, None, [(second, {"cpv": "48"})])
    out = json.loads(buyer.get(url("contract_decp")).content)["marches"]["marche"]
    assert [(each["id"], each["montant"]) for each in out] == [("A", 600_000)]
    assert len(out[0]["considerationsEnvironnementales"]["considerationEnvironnementale"]) == 2


def test_both_clause_and_criterion_count_among_digital_contracts_of_the_year(town, buyer):
    contract(town, "1", environment="both")
    contract(town, "2", environment="clause")
    contract(town, "3", environment="both", cpv="45000000-7")  # works
    contract(town, "4", environment="both", notified_on=date(2025, 3, 2))
    held = stored(town, "environmental_clause")
    assert {year: each.mid for year, each in held.items()} == {2025: 100, 2026: 50}
    contract(town, "5", environment="unknown")
    held = stored(town, "environmental_clause")[2026]
    assert (round(held.low), held.mid, round(held.high)) == (33, 50, 67)
    assert "entre 33" in headline_of(town)
    page = html(buyer.get(url("contract_list")))
    assert "d’après son code CPV" in page
    assert "<svg" in page
    assert "2 026" not in page  # a year is no quantity


def test_a_reserved_contract_is_in_the_picture_too(town, buyer):
    contract(town, environment="reserved")
    page = html(buyer.get(url("contract_list")))
    assert "Considération environnementale des contrats numériques de 2026" in page


def test_a_person_may_say_whether_a_contract_is_digital(town):
    held = contract(town, "1", environment="both", cpv="45000000-7")
    assert not stored(town, "environmental_clause")
    write(town, None, [(held, {"digital": "yes"})])
    assert stored(town, "environmental_clause")[2026].mid == 100
    write(town, None, [(held, {"digital": "cpv", "cpv": ""})])
    assert not stored(town, "environmental_clause")  # nothing is known to be digital


def test_the_spaser_rate_rests_on_answers_of_persons(town):
    held = contract(town, "1")
    assert not stored(town, "spaser_rate")
    write(town, None, [(held, {"spaser": "yes"})])
    contract(town, "2", spaser="no")
    assert stored(town, "spaser_rate")[2026].mid == 50


def test_a_year_without_contract_is_withdrawn(town):
    held = contract(town, "1", environment="both")
    write(town, None, [(held, {"notified_on": date(2025, 1, 2)})])
    assert set(stored(town, "environmental_clause")) == {2025}


def test_a_contract_without_amount_is_refused(town, buyer):
    sent = {"number": "1", "subject": "PC", "notified_on": "2026-03-02", "amount": "0"}
    assert buyer.post(url("contract_new"), sent).status_code == 422


def test_a_reader_reads_and_takes_the_file_and_changes_nothing(town):
    reader = client_of(town, "reader")
    contract(town, "1", environment="both")
    assert reader.get(url("contract_list")).status_code == 200
    assert reader.get(url("contract_decp")).status_code == 302  # no contract has a whole sheet
    assert reader.get(url("contract_new")).status_code == 403
    assert reader.get(url("contract_import")).status_code == 403


def test_a_contract_of_another_authority_is_not_seen(town, buyer):
    other = make_authority("autre", "Autre")
    held = contract(other, "secret")
    assert "secret" not in html(buyer.get(url("contract_list")))
    assert buyer.get(url("contract", held.pk)).status_code == 404
    assert not stored(town, "environmental_clause")
