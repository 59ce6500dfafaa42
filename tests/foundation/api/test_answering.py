"""What a call says is read and checked; what is wrong is named."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from foundation.api.conftest import Machine, machine_of
from jalons.foundation.api.problems import STATUS, ApiError
from jalons.foundation.tasks.models import Job
from jalons.kernel import Messages
from samples import SAMPLES

INVENTORIES = "/api/v1/authorities/vitre/inventories"


@pytest.fixture
def assessed(authority):
    return f"{INVENTORIES}/{SAMPLES['api_inventories_pk'](authority)['pk']}"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"levers": []}, "levers"),
        ({"levers": [3]}, "levers[0]"),
        ({"levers": ["unused"], "percent_less": 400}, "percent_less"),
        ({"levers": ["unused"], "no_such_field": 1}, "no_such_field"),
        ({}, "levers"),
        ([], "array"),
    ],
)
def test_a_body_that_is_wrong_is_refused_with_the_place_and_the_trouble(
    machine, assessed, body, field
):
    refused = machine("POST", f"{assessed}/simulation", body)
    assert refused.status_code == 400
    assert refused.json()["code"] == "body_invalid"
    assert field in refused.json()["title"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"levers": ["unused"'])
def test_a_body_that_is_not_json_is_refused(machine, assessed, body):
    refused = machine("POST", f"{assessed}/simulation", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "body_invalid")


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"per_page": "501"}])
def test_a_parameter_that_is_impossible_is_refused(machine, query):
    refused = machine("GET", INVENTORIES, query)
    assert (refused.status_code, refused.json()["code"]) == (400, "query_invalid")
    assert next(iter(query)) in refused.json()["title"]


def test_a_room_that_refuses_says_so_in_its_own_words(machine, assessed):
    refused = machine("POST", f"{assessed}/simulation", {"levers": ["fly:away"]})
    assert refused.status_code == 422
    assert refused.json()["code"] == "lever_unknown"
    assert refused.json()["hint"]


def test_a_problem_speaks_the_language_asked_for(machine):
    said = {
        lang: machine("GET", f"{INVENTORIES}/x", **{"Accept-Language": lang}).json()["title"]
        for lang in ("fr", "en")
    }
    assert said["fr"].startswith("Il n’y a rien")
    assert said["en"].startswith("There is nothing")


def test_every_status_has_its_sentence_and_every_sentence_its_status():
    assert Messages.of(ApiError.package).codes() == STATUS.keys()


def test_a_list_comes_by_pages(machine, authority):
    for number in range(5):
        Job.objects.create(authority=authority, kind="sample", label=str(number))
    address = "/api/v1/authorities/vitre/jobs"
    pages = [machine("GET", address, {"page": n, "per_page": 2}).json() for n in (1, 2, 3, 4)]
    assert [[each["label"] for each in page["items"]] for page in pages] == [
        ["4", "3"],
        ["2", "1"],
        ["0"],
        [],
    ]
    assert [page["next"] for page in pages] == [2, 3, None, None]
    assert {(page["total"], page["pages"]) for page in pages} == {(5, 3)}


def test_a_file_comes_in_a_form_or_as_the_body_itself(machine, authority):
    content = b"type;quantite\nPC;3\n"
    raw = machine("POST", f"{INVENTORIES}?name=parc%20%C3%A9t%C3%A9.csv", content)
    assert raw.status_code == 202
    assert raw.json()["inventory"]["name"] == "parc été.csv"
    named = machine(
        "POST", INVENTORIES, content, **{"Content-Disposition": 'attachment; filename="b.csv"'}
    )
    assert named.json()["inventory"]["name"] == "b.csv"
    form = machine.client.post(
        INVENTORIES, {"file": SimpleUploadedFile("c.csv", content)}, headers=machine.headers
    )
    assert form.json()["inventory"]["name"] == "c.csv"
    assert form.json()["inventory"]["size"] == len(content)


def test_a_call_without_a_file_or_with_one_too_heavy_is_refused(machine, settings):
    empty = machine("POST", INVENTORIES, b"")
    assert (empty.status_code, empty.json()["code"]) == (400, "file_missing")
    form = machine.client.post(INVENTORIES, {"other": "x"}, headers=machine.headers)
    assert form.json()["code"] == "file_missing"
    settings.OPTIONS = settings.OPTIONS | {"UPLOAD_MAX_MB": 1}
    heavy = b"x" * (2**20 + 1)
    assert machine("POST", INVENTORIES, heavy).status_code == 413
    form = {"file": SimpleUploadedFile("c.csv", heavy)}
    assert machine.client.post(INVENTORIES, form, headers=machine.headers).status_code == 413


def test_options_and_head_are_answered(machine, authority):
    asked = machine("OPTIONS", INVENTORIES)
    assert asked.status_code == 204
    assert asked["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert Client().head("/api/v1/commitments").content == b""


def test_answers_of_an_authority_are_kept_by_no_shared_cache(machine):
    answer = machine("GET", INVENTORIES)
    assert "private" in answer["Cache-Control"]
    assert {"authorization", "cookie"} <= {
        each.strip().lower() for each in answer["Vary"].split(",")
    }


def test_the_pages_tell_every_endpoint_in_french(db):
    listed = Client().get("/api/v1/openapi.json").json()
    for room in {each["name"] for each in listed["tags"]}:
        page = Client().get(f"/api/v1/documentation/{room}/").content.decode()
        for path, methods in listed["paths"].items():
            for method, operation in methods.items():
                if operation["tags"] == [room]:
                    assert f"{method.upper()} {path}</code>" in page
    with translation.override("fr"):
        assert "Vous faire reconnaître" in Client().get("/api/v1/").content.decode()
    assert Client().get("/api/v1/documentation/nowhere/").status_code == 404


def test_a_token_of_another_authority_reads_the_public_data_as_anybody(other):
    assert machine_of(other)("GET", "/api/v1/factors").status_code == 200
    assert Machine("jalons_forged")("GET", "/api/v1/factors").status_code == 200
    assert json.loads(Client().get("/api/v1/devices").content)
