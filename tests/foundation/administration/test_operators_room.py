"""What the operator of an instance reads and decides: figures, errors, jobs, limits, stops."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.limits import requests, visits
from jalons.foundation.accounts.models import Authority, InstanceEntry, Role
from jalons.foundation.administration import authority_actions, queries, sizes
from jalons.foundation.administration.announcements import actions as announcing
from jalons.foundation.administration.announcements import current
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.failures import recording
from jalons.foundation.administration.models import UnexpectedError
from jalons.foundation.api.endpoints import all_scopes
from jalons.foundation.tasks import queue, rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job, RoundClaim
from jalons.foundation.tasks.registry import job
from jalons.foundation.tasks.worker import Worker
from jalons.kernel.logs import Failure, about, failure_of
from jalons.site.commands.announcing import announce
from samples import api_token

pytestmark = pytest.mark.django_db
ROOM, DAY = "/instance/", timedelta(days=1)


@job("administration.fragile")
def fragile(_progress, *, text):
    raise ZeroDivisionError(text)


@job("administration.steady", idempotent=True)
def steady(_progress, *, fails):
    if fails:
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def fresh_memory():
    """What a process remembers is that of one test."""
    requests._minutes.clear()
    current.refresh()
    yield
    current._known = ()
    visits._seen.clear()
    visits._written.clear()


def text_of(client, address, status=200):
    answer = client.get(address, follow=True)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def act(client, authority, word, **fields):
    return client.post(f"{ROOM}collectivites/{authority.pk}/{word}/", fields)


def failure(reference="K7F3-2QXP", **more):
    fields = {"authority": "vitre-2", "route": "collectivite/<slug:slug>/", "kind": "KeyError"}
    return Failure(reference, at=timezone.now(), **(fields | more))


def started(authority, kind="administration.steady", **arguments):
    return start_job(
        authority=authority, kind=kind, label="Lire", user=None,
        arguments=arguments or {"fails": False},
    )  # fmt: skip


def test_the_overview_says_first_what_asks_for_somebody(instance, town, mayor):
    make_authority("attente", "Attente", standing="waiting")
    recording.store(failure())
    page = text_of(instance, ROOM)
    assert "2 points demandent votre attention" in page
    assert page.index("espace à approuver") < page.index("membre")
    for link in ("collectivites/?shown=waiting", "travaux/?state=failed", "erreurs/", "annonces/"):
        assert f'href="{ROOM}{link}' in page
    assert "K7F3-2QXP" in page


def test_two_hundred_authorities_are_read_by_as_many_queries_as_ten(instance, town):
    def count(page):
        with CaptureQueriesContext(connection) as seen:
            text_of(instance, page)
        return len(seen)

    pages = (ROOM, f"{ROOM}collectivites/?sort=-seen")
    before = [count(page) for page in pages]
    for number in range(40):
        make_authority(f"c{number}", f"Commune {number}")
    assert [count(page) for page in pages] == before


def test_the_list_shows_what_asks_for_the_operator_and_leaves_as_a_file(instance, town, mayor):
    old = timezone.now() - timedelta(days=200)
    away = make_authority("partie", "Partie", created_at=old)
    Authority.objects.filter(pk=town.pk).update(quota_mb=1, seen_on=timezone.localdate())
    default_storage.save(f"inventories/{town.pk}/x.csv", ContentFile(b"x" * 900_000))
    Job.objects.create(authority=town, kind="a", label="a", state=Job.State.FAILED,
                       finished_at=timezone.now())  # fmt: skip
    authority_actions.make_read_only(user=None, authority=away, reason="", now=timezone.now())
    shown = {"only=full": town, "only=quiet": away, "only=failing": town, "shown=read_only": away}
    for narrowed, expected in shown.items():
        rows = text_of(instance, f"{ROOM}collectivites/?{narrowed}").partition("<tbody>")[2]
        found = {each for each in (town, away) if f">{each.name}</a>" in rows}
        assert found == {expected}, narrowed
    answer = instance.get(f"{ROOM}collectivites/liste.csv?only=full")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Vitré" in lines[1]
    assert "900000" in lines[1]


def test_an_authority_is_away_after_ninety_days_and_nearly_full_from_four_fifths(town):
    town.quota_mb, today = 10, date(2026, 11, 29)
    shown = [queries.AuthorityLine(town, 1, size, today - timedelta(days=days), 0)
             for size, days in ((7_999_999, 90), (8_000_000, 91))]  # fmt: skip
    assert [(each.is_nearly_full, each.is_away(today)) for each in shown] == [
        (False, False), (True, True)
    ]  # fmt: skip


def test_the_rows_of_an_authority_are_its_own_and_its_failures_those_of_this_week(town):
    now, other = timezone.now(), make_authority("autre", "Autre")
    old = {"kind": "a", "label": "a", "state": Job.State.FAILED, "created_at": now - 9 * DAY}
    Job.objects.create(authority=town, finished_at=now - 6 * DAY, **old)
    Job.objects.create(authority=other, finished_at=now - 8 * DAY, **old)
    assert [sum(size.rows for size in sizes.of_authority(each)) for each in (town, other)] == [1, 1]
    assert queue.failures_by_authority(now) == {town.pk: 1}
    for days in (6, 8):
        RoundClaim.objects.create(name=f"r{days}", day=now.date(), claimed_at=now - days * DAY)
    assert [each.name for each in rounds.not_ended(now=now)] == ["r6"]


def test_the_page_of_an_authority_has_its_sizes_jobs_errors_and_history(instance, town, mayor):
    default_storage.save(f"inventories/{town.pk}/x.csv", ContentFile(b"x" * 2_000_000))
    started(town)
    recording.store(failure())
    act(instance, town, "limites", statement_seconds="5", requests_per_minute="", jobs_at_once="1")
    page = text_of(instance, f"{ROOM}collectivites/{town.pk}/")
    for words in ("2,0", "Lire", "K7F3-2QXP", "limites changées", "administration 1"):
        assert words in page, words
    town.refresh_from_db()
    assert (town.statement_seconds, town.requests_per_minute, town.jobs_at_once) == (5, None, 1)
    refused = act(instance, town, "limites", statement_seconds="-5")
    assert refused.status_code == 422


def test_read_only_people_read_and_leave_and_change_nothing(instance, town, mayor):
    client = signed_in(mayor)
    act(instance, town, "lecture-seule", reason="Convention échue")
    members = f"/collectivite/{town.slug}/membres/"
    page = text_of(client, members)
    assert "lecture seule" in page
    assert "Convention échue" in page
    invite = f"/collectivite/{town.slug}/membres/inviter/"
    refused = client.post(invite, {"email": "x@vitre.example", "role": "reader"})
    assert refused.status_code == 403
    assert "rien n’a été changé" in refused.content.decode()
    assert client.post(f"/collectivite/{town.slug}/partir/exporter/").status_code == 302
    _, secret = api_token(town, scopes=all_scopes())
    bearer = {"authorization": f"Bearer {secret}"}
    actions = f"/api/v1/authorities/{town.slug}/actions"
    assert Client().get(actions, headers=bearer).status_code == 200
    written = Client().post(actions, "{}", content_type="application/json", headers=bearer)
    assert (written.status_code, written.json()["code"]) == (403, "read_only")
    act(instance, town, "ecriture")
    assert client.post(invite, {"email": "x@vitre.example", "role": "reader"}).status_code < 400
    verbs = set(InstanceEntry.objects.values_list("verb", flat=True))
    assert {"read_only", "writable"} <= verbs


def test_an_authority_that_asks_too_much_is_refused_in_words_and_no_other(instance, town, mayor):
    authority_actions.set_limits(
        user=None, authority=town,
        limits={"requests_per_minute": 3, "statement_seconds": None, "jobs_at_once": None},
    )  # fmt: skip
    client, members = signed_in(mayor), f"/collectivite/{town.slug}/membres/"
    with time_machine.travel("2026-11-29 10:00:10+01:00", tick=False):
        assert [client.get(members).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = client.get(members)
        assert refused["Retry-After"] == "50"
        assert "50" in refused.content.decode()
        _, secret = api_token(town, scopes=all_scopes())
        call = Client().get(
            f"/api/v1/authorities/{town.slug}/actions",
            headers={"authorization": f"Bearer {secret}"},
        )
        assert (call.status_code, call.json()["code"]) == (429, "authority_rate_exceeded")
        assert call["Retry-After"] == "50"
        other = make_authority("autre", "Autre")
        neighbour = signed_in(member_of(other, Role.READER))
        assert neighbour.get("/collectivite/autre/").status_code == 200
    with time_machine.travel("2026-11-29 10:01:10+01:00", tick=False):
        assert client.get(members).status_code == 200


def test_several_processes_count_together(town):
    """Each process has its own memory: two are the same one that forgot."""
    town.requests_per_minute = 40
    passed = 0
    for _ in range(10):
        requests._minutes.clear()  # another process
        passed += sum(not requests.admit(town) for _ in range(10))
    assert 40 <= passed <= 60, "each process may be a twentieth late"


def test_a_process_that_reaches_no_cache_counts_alone_and_refuses_nobody_for_it(
    town, settings, caplog
):
    address = {"BACKEND": "django.core.cache.backends.redis.RedisCache",
               "LOCATION": "redis://127.0.0.1:9"}  # fmt: skip
    settings.CACHES = {"default": address}
    town.requests_per_minute = 40
    with time_machine.travel("2026-11-29 10:00:10+01:00", tick=False):
        assert [bool(requests.admit(town)) for _ in range(42)] == 40 * [False] + 2 * [True]
    assert "counts requests alone: ConnectionError" in caplog.text


def test_a_visit_is_one_day_of_the_authority_and_costs_no_query(town, mayor):
    client = signed_in(mayor)
    text_of(client, f"/collectivite/{town.slug}/journal/")
    town.refresh_from_db()
    assert town.seen_on is None
    visits.write()
    town.refresh_from_db()
    assert town.seen_on == timezone.localdate()
    text_of(client, f"/collectivite/{town.slug}/journal/")
    with CaptureQueriesContext(connection) as seen:
        visits.write()
    assert not len(seen)


def record(message, *, error=None, level=logging.ERROR):
    exc_info = (type(error), error, None) if error else None
    return logging.LogRecord("jalons.test", level, "", 0, message, (), exc_info)


def test_an_error_is_stored_by_its_reference_without_any_of_its_values():
    secret = ValueError("hush@example.org")
    with about(authority="vitre-2", route="collectivite/<slug:slug>/membres/") as named:
        found = failure_of(record("500 GET membres", error=secret))
    assert found.reference == named.reference
    assert "hush" not in repr(found)
    assert found.kind == "ValueError"
    written = failure_of(record("[K7F3-2QXP] the broker stopped", error=secret))
    assert (written.reference, written.authority) == ("K7F3-2QXP", "")
    assert failure_of(record("no traceback")) is None
    assert failure_of(record("a warning", error=secret, level=logging.WARNING)) is None
    assert failure_of(record("without a reference", error=secret)) is None


def test_an_operator_finds_the_reference_a_person_quotes(instance, town, monkeypatch):
    recording.store(failure())
    recording.store(failure("2222-3333", authority="", route="round site.trials"))
    page = text_of(instance, f"{ROOM}erreurs/?q=k7f3")
    assert "K7F3-2QXP" in page
    assert f"{ROOM}collectivites/{town.pk}/" in page
    assert "2222-3333" not in page
    assert "site.trials" in text_of(instance, f"{ROOM}erreurs/")
    assert "Aucune erreur des 90" in text_of(instance, f"{ROOM}erreurs/?q=ZZZZ")
    monkeypatch.setattr(recording, "MOST", 3)
    for _ in range(9):
        recording.store(failure("4444-5555", kind="TypeError"))
    same = UnexpectedError.objects.filter(kind="TypeError")
    assert sorted(same.values_list("count", flat=True)) == [1, 1, 7]
    recording.forget_old(now=timezone.now() + timedelta(days=89))
    assert same.count() == 3
    recording.forget_old(now=timezone.now() + timedelta(days=92))
    assert not UnexpectedError.objects.exists()


def test_a_round_that_fails_is_seen_with_its_reference(instance, town, caplog):
    def broken():
        raise KeyError

    rounds.once("site.trials", lambda: 1, now=timezone.now())
    rounds.once("strategy.measures", broken, now=timezone.now(), authority=town)
    stored = [failure_of(each) for each in caplog.records]
    assert [each.route for each in stored if each] == []  # outside of the round it has no name
    with about(authority=town.slug, route="round strategy.measures"):
        recording.store(failure_of(record("it did not end", error=KeyError())))
    page = text_of(instance, f"{ROOM}taches-du-jour/")
    assert "site.trials" in page
    assert "ne sont pas finies" in page


def test_daily_work_fails_until_it_ended_for_the_same_authority(instance, town):
    name, other = "strategy.measures", make_authority("autre", "Autre")
    with about(authority=town.slug, route=f"round {name}"):
        recording.store(failure_of(record("it did not end", error=KeyError())))
    reference = UnexpectedError.objects.get().reference
    rounds.once(name, lambda: 1, now=timezone.now(), authority=other)  # later, for a neighbour
    page = text_of(instance, f"{ROOM}taches-du-jour/")
    assert "arrêtée par une erreur" in page
    assert reference in page
    assert "<b>1</b> tâche du jour non finie" in text_of(instance, ROOM)
    rounds.once(name, lambda: 1, now=timezone.now(), authority=town)
    page = text_of(instance, f"{ROOM}taches-du-jour/")
    assert "arrêtée par une erreur" not in page
    assert "finie</span>" in page
    assert reference not in page
    assert "<b>0</b> tâche du jour non finie" in text_of(instance, ROOM)


def test_jobs_of_all_are_seen_dropped_and_done_again(instance, town):
    waiting, broken, lost = (
        started(town),
        started(town, fails=True),
        started(town, "administration.fragile", text="x"),
    )
    assert instance.post(f"{ROOM}travaux/{waiting.pk}/abandonner/").status_code == 302
    again = instance.post(f"{ROOM}travaux/{waiting.pk}/abandonner/", follow=True)
    assert "changé d’état entre-temps" in again.content.decode()
    Worker().run_pending()
    page = text_of(instance, f"{ROOM}travaux/?state=failed&q=Vitré")
    assert page.count("arrêté par une erreur</span>") == 2
    for each in (broken, lost):
        instance.post(f"{ROOM}travaux/{each.pk}/refaire/")
        each.refresh_from_db()
    assert (broken.state, lost.state) == (Job.State.QUEUED, Job.State.FAILED)
    assert "une partie a peut-être déjà" in text_of(instance, f"{ROOM}travaux/{lost.pk}/")
    assert "Sa place dans la file" in text_of(instance, f"{ROOM}travaux/{broken.pk}/")
    Worker().run_pending()
    broken.refresh_from_db()
    assert broken.state == Job.State.FAILED, "it was done again, and failed again"
    verbs = list(InstanceEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["job_dropped", "job_retried"]


def test_one_authority_does_not_take_every_worker(town):
    other = make_authority("autre", "Autre")
    Authority.objects.filter(pk=town.pk).update(jobs_at_once=1)
    first, second, third = started(town), started(town), started(other)
    workers = [Worker() for _ in range(3)]
    claimed = [worker._claim() for worker in workers]
    numbers = [each and each.args_kwargs["args"][1] for each in claimed]
    assert numbers == [first.pk, third.pk, None], "the second waits for the first"
    workers[0]._run(claimed[0])
    assert workers[2]._claim().args_kwargs["args"][1] == second.pk
    assert queue.by_authority()[town.pk, Job.State.DONE] == 1


@pytest.fixture
def stop():
    begins = timezone.now() + timedelta(hours=2)
    return {"begins_at": begins, "ends_at": begins + timedelta(hours=1),
            "shown_from": timezone.now(), "now": timezone.now(), "text": "Enregistrez avant midi.",
            "on_public_pages": False}  # fmt: skip


def test_a_stop_is_on_every_page_costs_no_query_and_goes_by_itself(instance, town, mayor, stop):
    client, journal = signed_in(mayor), f"/collectivite/{town.slug}/journal/"
    with CaptureQueriesContext(connection) as before:
        assert "sera arrêté" not in text_of(client, journal)
    announcing.announce(user=None, made=announcing.prepared(**stop))
    with CaptureQueriesContext(connection) as after:
        page = text_of(client, journal)
    assert len(after) == len(before)
    assert "sera arrêté" in page.partition('role="status"')[2]
    assert "Enregistrez avant midi." in page
    assert "sera arrêté" not in text_of(Client(), "/"), "not on the pages anybody reads"
    assert "will" not in page
    assert "Jalons stops" in client.get(journal, headers={"accept-language": "en"}).content.decode()
    with time_machine.travel(stop["ends_at"]):
        assert "Enregistrez" not in text_of(signed_in(mayor), journal)


def test_a_stop_is_seen_before_it_is_published_and_can_be_withdrawn(instance, stop):
    page = f"{ROOM}annonces/"
    typed = {"begins_at": "2027-12-03T12:00", "ends_at": "2027-12-03T14:00", "text": "",
             "on_public_pages": "on"}  # fmt: skip
    seen = instance.post(page, typed).content.decode()
    assert "Jalons sera arrêté le 3 décembre 2027 de 12:00 à 14:00." in seen
    assert "Aucun arrêt" in text_of(instance, page)
    assert instance.post(page, typed | {"publish": "1"}).status_code == 302
    assert "3 décembre 2027" in text_of(Client(), "/")
    assert "1 arrêt est annoncé" in text_of(instance, page)
    wrong = instance.post(page, typed | {"ends_at": "2027-12-03T11:00"})
    assert wrong.status_code == 422
    (known,) = current._known
    instance.post(f"{page}{known.pk}/retirer/")
    assert "3 décembre 2027" not in text_of(Client(), "/")
    for late in ({"ends_at": stop["now"]}, {"shown_from": stop["ends_at"]}):
        with pytest.raises(AdministrationError):
            announcing.prepared(**(stop | late))


def test_nobody_else_opens_the_room(town, mayor):
    client = signed_in(mayor)
    archive = f"collectivites/{town.pk}/archive.zip"
    for page in ("", "collectivites/", "collectivites/liste.csv", "erreurs/", "travaux/",
                 "taches-du-jour/", "annonces/", archive):  # fmt: skip
        assert client.get(f"{ROOM}{page}").status_code == 404, page


def test_the_command_announces_lists_and_withdraws(db):
    def said(*arguments):
        done = CliRunner().invoke(announce, arguments)
        return done.output.strip() if done.exit_code == 0 else (done.exit_code, done.exception)

    hours = ("--from", "2027-12-03 12:00", "--to", "2027-12-03 14:00")
    sentence = "Jalons sera arrêté le 3 décembre 2027 de 12:00 à 14:00."
    assert said() == "Aucun arrêt n’est annoncé."
    assert said(*hours, "Soyez prêts.") == f"{sentence} Soyez prêts."
    assert json.loads(said("--json")) == [f"{sentence} Soyez prêts."]
    assert said("--from", "2027-12-03 12:00")[0] == 2
    for wrong in ("demain", "2027-12-03 11:00"):
        code, error = said("--from", "2027-12-03 12:00", "--to", wrong)
        assert (code, type(error)) == (1, AdministrationError)
    assert said(*hours, "a" * 301)[1].code == "announcement_long"
    assert said("--withdraw") == "Aucun arrêt n’est annoncé."
