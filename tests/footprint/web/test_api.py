"""The footprint room for machines: from a file to its figures, and what is refused on the way."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from footprint.web.conftest import CSV
from footprint.web.test_own_factor_pages import MASKED, assert_hidden, using
from jalons.footprint.web.models import AssessedInventory, InventoryFile, SavedScenario
from jalons.foundation.journal.models import Entry
from jalons.foundation.tasks.worker import Worker
from jalons.foundation.territories.models import Territory
from samples import api_token

SCOPES = ["footprint:read", "footprint:write"]


@pytest.fixture
def machine(authority):
    """A program that calls within the authority; JSON in, JSON out."""
    cache.clear()
    _, secret = api_token(authority, scopes=SCOPES)
    client = Client(enforce_csrf_checks=True)

    def call(method, path, asked=None, status=None, **query):
        address = f"/api/v1/authorities/{authority.slug}/{path}"
        raw = isinstance(asked, bytes)
        response = client.generic(
            method,
            address,
            asked if raw else json.dumps(asked or {}) if method != "GET" else "",
            content_type="text/csv" if raw else "application/json",
            headers={"Authorization": f"Bearer {secret}"},
            query_params=query,
        )
        assert status is None or response.status_code == status, response.content
        return response.json() if response.content else None

    return call


def brought(machine, content=CSV, name="parc.csv"):
    """The address of an inventory that was brought and read."""
    body = content.encode() if isinstance(content, str) else content
    started = machine("POST", "inventories", body, status=202, name=name)
    assert started["job"]["state"] == "queued"
    Worker().run_pending()
    return f"inventories/{started['inventory']['id']}"


def computed(machine, content=CSV, **asked):
    """The address of an inventory that was brought and computed."""
    path = brought(machine, content)
    started = machine("POST", f"{path}/assessment", asked, status=202)
    Worker().run_pending()
    job = machine("GET", f"jobs/{started['job']['id']}", status=200)
    assert job["state"] == "done", job
    return path


def test_a_file_becomes_the_same_document_as_the_command_line_writes(machine, authority):
    path = computed(machine)
    found = machine("GET", f"{path}/assessment", status=200)
    assert found == AssessedInventory.objects.of(authority).get().result
    assert {each["type"]: each["quantity"] for each in found["devices"]}["monitor"] == 20
    assert found["rows"]["read"] == 6
    assert machine("GET", path)["state"] == "assessed"


def test_a_job_tells_what_it_made(machine):
    path = brought(machine)
    job = machine("GET", "jobs")["items"][0]
    assert job["result"] == f"urn:jalons:inventory:{path.split('/')[1]}"
    assert job["problem"] is None
    assert job["finished_at"]


def test_a_file_that_cannot_be_read_says_why_and_how_to_mend_it(machine):
    path = brought(machine, b"\x00\x01\x02 not a table", name="photo.png")
    held = machine("GET", path)
    assert held["state"] == "refused"
    assert held["problem"]["title"]
    assert held["problem"]["hint"]
    assert machine("GET", f"{path}/sheets", status=422)["code"] == held["problem"]["code"]


def test_nothing_is_answered_before_it_is_computed(machine):
    path = brought(machine)
    for part in ("assessment", "lines", "pcr-si", "scenarios"):
        assert machine("GET", f"{path}/{part}", status=409)["code"] == "not_ready"
    assert machine("POST", f"{path}/simulation", {"levers": ["unused"]}, status=409)


def test_columns_that_were_guessed_can_be_corrected(machine):
    path = brought(machine, "Nom;Combien;Nombre\nPC portable;7;3\nÉcran;8;4\n")
    sheet = machine("GET", f"{path}/sheets", status=200)[0]
    assert [each["heading"] for each in sheet["columns"]] == ["Nom", "Combien", "Nombre"]
    change = {"name": sheet["name"], "fields": {"type": 0, "quantity": 1}}
    machine("POST", f"{path}/assessment", {"sheets": [change]}, status=202)
    Worker().run_pending()
    found = machine("GET", f"{path}/assessment", status=200)
    assert {each["type"]: each["quantity"] for each in found["devices"]} == {
        "laptop": 7,
        "monitor": 8,
    }


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"sheets": [{"name": "nowhere", "fields": {"type": 0}}]}, "mapping_invalid"),
        ({"sheets": [{"name": "", "fields": {"colour": 0}}]}, "mapping_invalid"),
        ({"sheets": [{"name": "", "fields": {"type": 99}}]}, "mapping_invalid"),
        ({"sheets": [{"name": "", "fields": {"type": 0, "model": 0}}]}, "mapping_invalid"),
        ({"choices": {"mix": "wishful"}}, "mix_unknown"),
        (
            {"choices": {"names": [{"kind": "x", "model": "", "device": "submarine"}]}},
            "kind_device_unknown",
        ),
    ],
)
def test_what_cannot_be_confirmed_changes_nothing(machine, authority, asked, code):
    path = brought(machine)
    before = InventoryFile.objects.of(authority).values().get()
    refused = machine("POST", f"{path}/assessment", asked, status=422)
    assert refused["code"] == code
    assert refused["hint"]
    assert InventoryFile.objects.of(authority).values().get() == before


def test_choices_are_confirmed_answered_and_changed_again(machine, authority):
    names = [{"kind": "Trancheuse", "model": "Modèle X", "device": "printer"}]
    path = computed(machine, choices={"also_counted": ["retired"], "names": names})
    first = machine("GET", f"{path}/assessment")
    assert first["rows"]["counted"] == 5
    assert machine("GET", path)["choices"]["also_counted"] == ["retired"]
    machine("POST", f"{path}/assessment", {"choices": {"lifetime": "fixed"}}, status=202)
    Worker().run_pending()
    again = machine("GET", f"{path}/assessment")
    assert again["options"]["lifetime"] == "fixed"
    assert again["rows"]["counted"] == 3
    entries = Entry.objects.of(authority).filter(urn__startswith="urn:jalons:inventory")
    assert list(entries.order_by("pk").values_list("verb", flat=True)) == [
        "imported",
        "computed",
        "changed",
        "computed",
    ]


def test_every_line_is_counted_or_has_its_reason(machine):
    path = computed(machine)
    counted = machine("GET", f"{path}/lines", status=200)
    left_out = machine("GET", f"{path}/lines", reason="left_out")
    assert (counted["total"], left_out["total"]) == (3, 3)
    assert all(each["reason"] is None for each in counted["items"])
    assert all(each["reason"] for each in left_out["items"])
    found = machine("GET", f"{path}/lines", q="latitude", per_page=1)
    assert [each["model"] for each in found["items"]] == ["Dell Latitude 5420"]


def test_a_figure_opens_to_its_formula_sources_and_licences(machine):
    path = computed(machine)
    opened = machine("GET", f"{path}/traces", device="laptop", status=200)
    made = next(each for each in opened if each["stage"] == "manufacturing")
    assert made["result"]["low"] < made["result"]["mid"] < made["result"]["high"]
    assert "MIT" in made["inputs"][0]["source"]["licence"]
    assert "kg" in made["formula"]
    assert machine("GET", f"{path}/traces", device="submarine", status=404)
    assert machine("GET", f"{path}/traces", status=400)["code"] == "query_invalid"


def test_the_footprint_is_shared_out_by_an_axis_the_heaviest_first(machine):
    path = computed(machine)
    parts = machine("GET", f"{path}/breakdown", by="device", status=200)
    mids = [each["value"]["mid"] for each in parts]
    assert mids == sorted(mids, reverse=True)
    assert {each["key"] for each in parts} == {"laptop", "monitor", "server"}
    assert machine("GET", f"{path}/breakdown", by="colour", status=400)["code"] == "query_invalid"
    assert machine("GET", f"{path}/breakdown", by="site", criterion="noise", status=404)


def test_two_inventories_are_compared_on_shared_draws(machine):
    before, after = computed(machine), computed(machine, CSV.replace(";20;", ";30;"))
    found = machine("GET", f"{after}/comparison", before=before.split("/")[1], status=200)
    total = next(
        each
        for each in found["changes"]
        if (each["criterion"], each["stage"]) == ("climate_change", "total")
    )
    assert total["certain"]
    assert total["difference"]["low"] > 0
    assert found["reasons"] == ["fleet"]


def test_levers_are_tried_kept_replaced_run_and_forgotten(machine, authority):
    path = computed(machine)
    asked = {"levers": ["keep:laptop:2", "refurbished:monitor:0.5", "screens:1", "unused"]}
    way = {"target_year": 2035, "percent_less": 25}
    tried = machine("POST", f"{path}/simulation", asked | way, status=200)
    assert tried["way"]["objective"]["change"] == -0.25
    assert not SavedScenario.objects.of(authority).exists()
    kept = machine("POST", f"{path}/scenarios", {"name": "Durer"} | asked | way, status=201)
    assert sorted(kept["levers"]) == sorted(asked["levers"])
    assert (kept["target_year"], kept["percent_less"]) == (2035, 25)
    again = machine("POST", f"{path}/scenarios", {"name": "Durer", "levers": ["pue:1.2"]})
    assert again["id"] == kept["id"]
    listed = machine("GET", f"{path}/scenarios")["items"]
    assert [(each["name"], each["levers"]) for each in listed] == [("Durer", ["pue:1.2"])]
    one = f"{path}/scenarios/{kept['id']}"
    assert machine("GET", one, status=200)["steps"][0]["lever"] == "pue"
    machine("DELETE", one, status=204)
    assert machine("GET", one, status=404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("levers", "code"),
    [
        (["fly"], "lever_unknown"),
        (["keep:submarine:2"], "lever_device"),
        (["keep:projector:2"], "lever_absent"),
        (["keep:laptop:two"], "lever_number"),
    ],
)
def test_levers_that_cannot_be_kept_are_explained(machine, authority, levers, code):
    path = computed(machine)
    refused = machine("POST", f"{path}/scenarios", {"name": "x", "levers": levers}, status=422)
    assert refused["code"] == code
    assert refused["title"]
    assert not SavedScenario.objects.of(authority).exists()


def test_an_inventory_put_aside_leaves_the_list_and_can_come_back(machine):
    path = computed(machine)
    machine("DELETE", path, status=204)
    assert machine("GET", "inventories")["total"] == 0
    assert machine("GET", path, status=404)
    machine("POST", f"{path}/restoration", status=200)
    assert machine("GET", "inventories")["total"] == 1
    assert machine("POST", f"{path}/restoration", status=404)


def test_the_footprint_leaves_in_the_exchange_format(machine, authority):
    found = machine("GET", f"{computed(machine)}/pcr-si", status=200)
    assert found["metadata"]["organization"] == authority.name
    assert found["total_impact"]


def test_values_an_authority_may_not_show_are_masked_in_every_answer(client, machine, authority):
    using(client, authority)
    path = f"inventories/{InventoryFile.objects.of(authority).get().pk}"
    opened = machine("GET", f"{path}/traces", device="laptop", status=200)
    assert MASKED in json.dumps(opened, ensure_ascii=False)
    asked = {"levers": ["keep:laptop:2"]}
    answers = {
        "traces": opened,
        "simulation": machine("POST", f"{path}/simulation", asked, status=200),
        "factors": Client().get("/api/v1/factors", {"per_page": 500}).json(),
        "mixes": Client().get("/api/v1/mixes", {"per_page": 500}).json(),
    }
    for part in ("sheets", "assessment", "lines", "pcr-si"):
        answers[part] = machine("GET", f"{path}/{part}")
    for what, answer in answers.items():
        assert_hidden(json.dumps(answer, ensure_ascii=False), what)


def test_anybody_reads_the_open_factors_with_their_sources(db):
    client = Client()
    page = client.get("/api/v1/factors", {"device": "laptop", "per_page": 500}).json()
    assert {each["device"] for each in page["items"]} == {"laptop"}
    assert all(each["source"]["licence"] and each["source"]["publisher"] for each in page["items"])
    assert all("privée" not in each["source"]["licence"] for each in page["items"])
    mixes = client.get("/api/v1/mixes", {"country": "FR", "criterion": "climate_change"}).json()
    assert len({each["dataset"] for each in mixes["items"]}) > 1
    laptop = next(each for each in client.get("/api/v1/devices").json() if each["id"] == "laptop")
    assert laptop["assessed"]


def test_the_home_of_devices_without_a_country_is_that_of_the_territory_or_as_chosen(
    machine, authority
):
    authority.territory = Territory.objects.create(kind="departement", code="974", name="Réunion")
    authority.save()
    path = computed(machine)
    assert machine("GET", path)["choices"]["home"] == "RE"
    found = machine("GET", f"{path}/assessment")
    assert found["options"]["home"] == "RE"
    assert found["options"]["home_stated"] is True
    machine("POST", f"{path}/assessment", {"choices": {"home": "NC"}}, status=202)
    Worker().run_pending()
    assert machine("GET", f"{path}/assessment")["options"]["home"] == "NC"
    shares = machine("GET", f"{path}/breakdown", by="country")
    assert {each["key"] for each in shares} == {"NC"}
    refused = machine("POST", f"{path}/assessment", {"choices": {"home": "ZZZ"}}, status=422)
    assert refused["code"] == "home_unknown"
    assert machine("GET", path)["choices"]["home"] == "NC"
