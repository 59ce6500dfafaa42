"""Several inventories of one authority put together: doubles shown, decided, never guessed."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from footprint.web.conftest import arrive, assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.inventories import computation, queries
from jalons.footprint.web.models import Combination, InventoryFile, StoredCorrection
from jalons.strategy.web.observations.models import StoredObservation

GLPI = """Nom;Type;Modèle;Numéro de série;Date achat;Statut
PC-012;Ordinateur portable;Latitude 5420;5XK1J63;2021-03-02;En service
PC-013;Ordinateur portable;ProBook 450;AAA1234;2020-05-04;En service
SRV-1;Serveur;PowerEdge R640;SRV0001;2019-01-01;En service
"""
SCHOOL = """Nom;Type;Modèle;Numéro de série;Date achat;Statut
pc-012;Portable;Latitude 5420;5xk1-j63;2021-03-02;En service
PC-013;Portable;ProBook 450;;2020-05-04;En service
EC-1;Écran;P2419H;ECR0001;2022-05-04;En service
"""


@pytest.fixture
def sources(client, authority):
    assess(client, authority, GLPI, name="glpi.csv")
    assess(client, authority, SCHOOL, name="école.csv")
    return {each.name: each for each in InventoryFile.objects.of(authority)}


def combine(client, authority, held, **more):
    glpi, school = held["glpi.csv"], held["école.csv"]
    form = {"sources": [glpi.pk, school.pk], "trusted": glpi.pk, "name": "Ville et école"} | more
    return client.post(reverse("footprint_combine", args=[authority.slug]), form)


@pytest.fixture
def whole(client, authority, sources):
    combine(client, authority, sources)
    return Combination.objects.of(authority).get().inventory


def doubles(whole):
    return reverse("footprint_doubles", args=[whole.authority.slug, whole.pk])


def compute(client, whole):
    return arrive(client, client.post(doubles(whole), {"compute": "1"}))


def devices(inventory):
    return sum(each["quantity"] for each in queries.latest_assessment(inventory).result["devices"])


def published(authority):
    """Which inventories speak for the authority."""
    found = StoredObservation.objects.of(authority).filter(indicator="footprint.total")
    return {each.origin for each in found}


def urns(*inventories):
    return {str(each.urn) for each in inventories}


def test_pairs_are_shown_side_by_side_with_their_reason(client, whole):
    seen = text(client.get(doubles(whole)))
    assert "2 paires de lignes désignent peut-être le même appareil." in seen
    assert "même numéro de série" in seen
    assert "5xk1-j63" in seen
    assert "2 paires ne sont pas décidées" in seen


def test_nothing_is_merged_until_someone_says_so(client, whole):
    compute(client, whole)
    assert devices(whole) == 6


def test_a_whole_reason_is_decided_at_once(client, whole):
    client.post(doubles(whole), {"reason": "serial", "verdict": "merge"})
    page = compute(client, whole)
    assert devices(whole) == 5
    assert "Inventaires réunis" in text(page)
    assert "glpi.csv" in text(page)
    assert "école.csv" in text(page)
    lines = queries.lines_of(queries.latest_assessment(whole)).lines
    assert lines.filter(lines["reason"] == "duplicate")["label"].to_list() == ["pc-012"]


def pair_form(client, whole):
    body = client.get(doubles(whole)).content.decode()
    return {
        name: value.replace("&quot;", '"')
        for name, value in re.findall(r'name="(pair\d|was\d)" value="([^"]*)"', body)
    }


def test_one_pair_is_decided_apart_from_its_reason(client, whole):
    client.post(doubles(whole), {"reason": "serial", "verdict": "merge"})
    form = pair_form(client, whole)
    at = next(name[-1] for name, value in form.items()
              if name.startswith("pair") and json.loads(value)[2] == 2)  # fmt: skip
    client.post(doubles(whole), form | {f"verdict{at}": "keep"})
    compute(client, whole)
    assert devices(whole) == 6


def test_an_answer_somebody_else_gave_meanwhile_stays(client, whole):
    first, second = pair_form(client, whole), pair_form(client, whole)
    client.post(doubles(whole), first | {"verdict0": "merge"})
    client.post(doubles(whole), second | {"verdict1": "merge"})
    assert len(Combination.objects.of(whole.authority).get().verdicts["pairs"]) == 2


def test_a_made_up_pair_is_left_out(client, whole):
    made_up = json.dumps(["glpi.csv", "", 4, "école.csv", "", 4])
    for forged in (made_up, "[", "[1,2]", "null"):
        form = {"pair0": forged, "was0": "", "verdict0": "merge"}
        assert client.post(doubles(whole), form).status_code == 302
    assert Combination.objects.of(whole.authority).get().verdicts == {}


def test_the_whole_speaks_in_place_of_its_sources_and_they_do_again_once_it_is_undone(
    client, authority, sources, whole
):
    assert published(authority) == urns(*sources.values())
    compute(client, whole)
    assert published(authority) == urns(whole)
    page = client.get(reverse("footprint_result", args=[authority.slug, sources["glpi.csv"].pk]))
    assert "« Ville et école »" in text(page)
    arrive(
        client, client.post(reverse("footprint_inventory_delete", args=[authority.slug, whole.pk]))
    )
    assert published(authority) == urns(*sources.values())
    arrive(
        client, client.post(reverse("footprint_inventory_restore", args=[authority.slug, whole.pk]))
    )
    assert published(authority) == urns(whole)


def test_the_whole_follows_a_source_corrected_later(client, authority, sources, whole):
    compute(client, whole)
    choices = reverse("footprint_correct", args=[authority.slug, sources["école.csv"].pk])
    said = {"selection": "ligne=2", "quantity": "10", "apply": "1"}
    arrive(client, client.post(choices, said))
    assert devices(sources["école.csv"]) == 12
    assert devices(whole) == 15
    assert published(authority) == urns(whole)


def test_a_double_counts_again_when_the_line_that_stood_for_it_is_set_aside(
    client, authority, sources, whole
):
    client.post(doubles(whole), {"reason": "serial", "verdict": "merge"})
    compute(client, whole)
    choices = reverse("footprint_correct", args=[authority.slug, whole.pk])
    arrive(client, client.post(choices, {"selection": "ligne=0", "set_aside": "yes", "apply": "1"}))
    lines = queries.lines_of(queries.latest_assessment(whole)).lines
    assert lines.filter(lines["reason"] == "duplicate").is_empty()
    assert devices(whole) == 5


def test_uses_declared_apart_are_counted_once(client, authority, sources):
    for each in sources.values():
        each.choices |= {"services": {"paper_reams": 100}}
        each.save()
        computation.compute(inventory=each, user=None, today=date(2026, 11, 24))
    combine(client, authority, sources)
    whole = Combination.objects.of(authority).get().inventory
    compute(client, whole)
    lines = queries.lines_of(queries.latest_assessment(whole)).lines
    assert lines.filter(lines["device"] == "office_paper")["quantity"].to_list() == [100]


def test_the_sheet_of_a_whole_counts_the_corrections_made_in_its_parts(
    client, authority, sources, whole
):
    compute(client, whole)
    StoredCorrection.unscoped.create(
        authority=authority, inventory=sources["glpi.csv"], revision=1, field="status",
        value="in_use", lines=[["", 0, 2, 3]], chosen=2, changed=2,
    )  # fmt: skip
    sheet = client.get(reverse("footprint_perimeter", args=[authority.slug, whole.pk]))
    assert re.search(r"Corrections [^0-9]*1 ", text(sheet))


def test_a_source_cannot_be_deleted_under_the_whole(client, authority, sources, whole):
    compute(client, whole)
    address = reverse("footprint_inventory_delete", args=[authority.slug, sources["glpi.csv"].pk])
    page = arrive(client, client.post(address))
    assert "« glpi.csv » est compté dans « Ville et école »." in text(page)
    assert InventoryFile.objects.of(authority).get(name="glpi.csv").deleted_at is None


def test_an_inventory_counted_in_a_whole_is_not_offered_to_another(client, authority, whole):
    compute(client, whole)
    page = client.get(reverse("footprint_combine", args=[authority.slug]))
    assert "Il faut deux inventaires calculés." in text(page)


def test_one_inventory_alone_is_refused_and_the_name_typed_stays(client, authority, sources):
    page = combine(client, authority, sources, sources=[sources["glpi.csv"].pk])
    assert page.status_code == 422
    assert "Choisissez au moins deux inventaires." in text(page)
    assert 'value="Ville et école"' in page.content.decode()


def test_trust_goes_to_one_of_those_put_together(client, authority, sources):
    assess(client, authority, GLPI.replace("PC-", "AB-"), name="autre.csv")
    other = InventoryFile.objects.of(authority).get(name="autre.csv")
    page = combine(client, authority, sources, trusted=other.pk)
    assert page.status_code == 422


def test_two_files_of_one_name_are_told_apart(client, authority, sources):
    InventoryFile.objects.of(authority).filter(name="école.csv").update(name="glpi.csv")
    combine(client, authority, sources)
    made = Combination.objects.of(authority).get()
    assert list(queries.sources_of(made)) == ["glpi.csv", "glpi.csv (2)"]


def test_two_wholes_never_count_the_same_source(client, authority, sources):
    combine(client, authority, sources)
    combine(client, authority, sources)
    one, other = (each.inventory for each in Combination.objects.of(authority))
    compute(client, one)
    page = compute(client, other)
    assert "déjà compté dans un autre ensemble" in text(page)
    assert published(authority) == urns(one)


def test_the_list_says_what_is_left_to_decide(client, authority, whole):
    page = client.get(reverse("footprint_index", args=[authority.slug]))
    assert "doublons à décider" in text(page)
    assert doubles(whole) in page.content.decode()
    columns = reverse("footprint_columns", args=[authority.slug, whole.pk])
    assert client.get(columns)["Location"] == doubles(whole)


def test_a_reader_reads_the_whole_and_decides_nothing(client, reader, whole):
    compute(client, whole)
    result = reverse("footprint_result", args=[whole.authority.slug, whole.pk])
    assert "Inventaires réunis" in text(reader.get(result))
    assert reader.get(doubles(whole)).status_code == 403
