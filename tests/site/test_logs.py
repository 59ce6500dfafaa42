"""What breaks is written in the log, under the reference that was shown, without a secret."""

import json
import logging
import re
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from django.db import transaction
from django.db.models import JSONNull
from django.test import Client
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.administration.models import UnexpectedError
from jalons.foundation.api.endpoints import all_scopes
from jalons.kernel.logs import about, hidden
from jalons.site import logs
from jalons.site.logs import Line
from jalons.site.options import OptionError, read_options
from jalons.site.serving.beside import Beside, store_failures
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action
from samples import api_token
from serving import serve

REFERENCE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def damaged(db):
    """An authority with a row that no page can read."""
    authority = make_authority("200000001", "Agglomération A")
    create_action(authority=authority, user=None, values={"title": "Une"})
    Action.objects.of(authority).update(departments=JSONNull())
    return authority


def test_the_page_of_an_error_shows_the_reference_of_its_traceback_in_the_log(damaged, capsys):
    user = member_of(damaged, Role.ADMINISTRATOR)
    client = signed_in(user, raise_request_exception=False)
    page = reverse("roadmap", args=[damaged.slug])
    answer = client.get(page, {"token": "hush-hush"})
    assert answer.status_code == 500
    reference = REFERENCE.search(answer.content.decode())[0]
    first, _, trace = capsys.readouterr().err.partition("\n")
    assert f"[{reference} {damaged.slug}] 500 GET collectivite/<slug:slug>/" in first
    assert trace.startswith("Traceback")
    assert "TypeError" in trace
    for secret in ("hush", "ada@"):
        assert secret not in first + trace


def test_the_api_answers_a_problem_with_the_reference_of_the_log(damaged, capsys):
    _, secret = api_token(damaged, scopes=all_scopes())
    answer = Client(raise_request_exception=False).get(
        f"/api/v1/authorities/{damaged.slug}/actions", headers={"authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == "unexpected"
    said = capsys.readouterr().err
    assert f"[{told['reference']} {damaged.slug}] 500 GET api/v1/" in said
    assert secret not in said


def test_a_refusal_is_no_error_and_is_not_logged(client, db, capsys):
    assert client.get("/nowhere/").status_code == 404
    assert client.get("/", headers={"host": "attacker.example"}).status_code == 400
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "text",
    [
        "GET /connexion/9fT3kZpQ0aVbN1cMx7LhRw2eYd6uSg8J/",
        "accept /invitation/17:Hq2lKf0pZx8sWv3nYb6mRt1cUd5eGi9j",
        "https://jalons.example.org/compte/?next=/a&key=hush-Xy1-hush",
        "Authorization: Bearer hush-Xy1-hush",
        "Key (email)=(hush.Xy1@example.org) already exists",
        "SMTPRecipientsRefused({'hush@example.org': (550, b'no')})",
        "/collectivite/essai-hushk3q9-zz/journal/",
        "postgresql://jalons:hush@db.example.org/jalons is away",
        "/calendrier/hushXy1Zk0pQwErTyUiOpAsDf.ics",
        "connection failed: password=hush host=db",
        "Cookie: sessionid=hush8x7y6z5w4v3u2t1s0r9q8p7o6n5m",
        "could not reach mqtt://town:hush@broker:1883",
        "/compte/password/reset/key/1-dk3t2p-5f0a8hush9b7c6d5e4f3a2b1c0d9e8f7a6/",
    ],
)
def test_what_opens_a_door_or_names_a_person_is_not_in_a_line(text):
    shown = hidden(text)
    for secret in ("hush", "9fT3kZ", "Hq2lKf"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        'File "/srv/jalons/src/jalons/site/server.py", line 12, in test_a_long_name_of_a_function',
        "psycopg.errors.UndefinedTable: relation accounts_authority does not exist",
        "what is it? nothing",
        "the daily round of 17 did not end",
    ],
)
def test_what_explains_an_error_stays(text):
    assert hidden(text) == text


def test_a_message_on_two_lines_makes_one_line():
    record = logging.LogRecord("a", logging.ERROR, "", 0, "first\nERROR forged", (), None)
    assert "\n" not in Line().format(record)


def test_what_breaks_waits_to_be_stored_and_what_is_stored_names_no_value(damaged):
    logs.failures.clear()
    user = member_of(damaged, Role.ADMINISTRATOR)
    client = signed_in(user, raise_request_exception=False)
    answer = client.get(reverse("roadmap", args=[damaged.slug]), {"token": "hush-hush"})
    reference = REFERENCE.search(answer.content.decode())[0]
    (waiting,) = logs.failures
    assert (waiting.reference, waiting.authority) == (reference, damaged.slug)
    assert waiting.route == "collectivite/<slug:slug>/feuille-de-route/"
    store_failures()
    stored = UnexpectedError.objects.get(reference=reference)
    assert (stored.owner, stored.kind, stored.count) == (damaged.pk, "TypeError", 1)
    assert not logs.failures


def test_an_error_that_cannot_be_stored_makes_nothing_worse(damaged, caplog):
    logs.failures.clear()
    with about(authority=damaged.slug) as named:
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            logging.getLogger("jalons.test").exception("it broke")
    with transaction.atomic():
        transaction.set_rollback(True)  # the base refuses every query
        Beside()._turn()
    assert "store_failures of this process did not end" in caplog.text
    assert not logs.failures
    assert f"[{named.reference} {damaged.slug}]" not in caplog.text  # a line of ours alone has it


def test_a_line_is_a_json_object_where_the_operator_wants_it():
    line = logs.JsonObject()
    with about(authority="vitre", route="collectivite/<slug:slug>/") as named:
        record = logging.LogRecord(
            "jalons.access", logging.INFO, "", 0, "to ada@hush.org?token=hush", (), None
        )
        record.figures = {"status": 200, "milliseconds": 12}
        shown = json.loads(line.format(record))
    assert shown["reference"] == named.reference
    assert (shown["authority"], shown["status"], shown["milliseconds"]) == ("vitre", 200, 12)
    assert shown["time"].endswith("+00:00")
    assert "hush" not in str(shown)
    two = logging.LogRecord("a", logging.ERROR, "", 0, "first\nsecond", (), None)
    assert len(line.format(two).splitlines()) == 1
    assert "reference" not in json.loads(line.format(two))


def test_the_format_of_the_log_is_one_of_two():
    assert read_options({"JALONS_LOG_FORMAT": "JSON"})["LOG_FORMAT"] == "json"
    with pytest.raises(OptionError):
        read_options({"JALONS_LOG_FORMAT": "xml"})


@pytest.mark.slow
def test_a_real_server_writes_its_errors_with_their_reference(tmp_path):
    with serve(tmp_path) as instance:
        with closing(sqlite3.connect(tmp_path / "jalons.sqlite3")) as base:
            base.execute("ALTER TABLE accounts_authority RENAME TO lost")
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(instance.address)
        reference = REFERENCE.search(caught.value.read().decode())[0]
        caught.value.close()
        said = instance.said.read_text()
    assert re.search(rf"\[{reference}[ \]].*500 GET ", said)
    assert "no such table: accounts_authority" in said
