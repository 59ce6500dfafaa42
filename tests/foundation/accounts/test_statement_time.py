"""A query that takes too long is cut by PostgreSQL, and its page says so; SQLite has no limit."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, RequestFactory

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.limits import statements
from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.endpoints import all_scopes
from samples import api_token

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL cuts queries"),
]


@pytest.fixture
def town():
    return make_authority("vitre", "Vitré", statement_seconds=1)


def asked(town, sql):
    """What a query answers within a request about an authority."""
    request = RequestFactory().get("/")
    request.authority = town

    def answer(_request):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return statements.bounded(request, answer)


def test_a_long_query_is_cut_in_or_out_of_a_transaction_and_nothing_stays(town):
    for place in (transaction.atomic, threading.Lock):
        start = time.monotonic()
        with pytest.raises(OperationalError) as caught, place():
            asked(town, "SELECT pg_sleep(20)")
        assert statements.was_cut(caught.value)
        assert time.monotonic() - start < 10
    with connection.cursor() as cursor:  # outside of a request: no limit, even on this connection
        cursor.execute("SELECT current_setting('statement_timeout'), pg_sleep(1.2)")
        assert cursor.fetchone()[0] == "0"
    town.statement_seconds = 0
    assert asked(town, "SELECT pg_sleep(1.2), 7")[0][1] == 7


def test_every_kind_of_query_answers_as_without_a_limit(town):
    request = RequestFactory().get("/")
    request.authority = town

    def work(_request):
        made = make_authority("autre", "Autre")
        with transaction.atomic():
            locked = Authority.objects.select_for_update().get(pk=made.pk)
            with transaction.atomic():
                locked.name = "À côté"
                locked.save()
        known = {"name": "Une 100 % neuve", "slug": "une"}
        _found, is_new = Authority.objects.get_or_create(**known)
        Authority.objects.bulk_create([Authority(slug=f"n{n}", name="N") for n in range(3)])
        pair = Authority.objects.filter(slug="n1").union(Authority.objects.filter(slug="n2"))
        several = list(pair)
        names = [each.name for each in Authority.objects.order_by("pk").iterator(chunk_size=2)]
        gone = Authority.objects.filter(slug__startswith="n").delete()[0]
        return is_new, len(several), names[:3], gone

    assert statements.bounded(request, work) == (
        True, 2, ["Vitré", "À côté", "Une 100 % neuve"], 3,
    )  # fmt: skip


@pytest.fixture
def locked_actions():
    """Another connection that makes every reader of the actions wait."""
    ready, done = threading.Event(), threading.Event()

    def lock():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE strategy_action IN ACCESS EXCLUSIVE MODE")
                ready.set()
                done.wait(60)
        finally:
            connections.close_all()

    def begin():
        thread.start()
        assert ready.wait(30)

    thread = threading.Thread(target=lock)
    yield begin
    done.set()
    thread.join()


def test_the_page_and_the_api_say_in_words_what_was_cut(town, locked_actions):
    client = client_of(town, "reader")
    page, call = "/collectivite/vitre/feuille-de-route/", "/api/v1/authorities/vitre/actions"
    _, secret = api_token(town, scopes=all_scopes())
    assert client.get(page).status_code == 200
    locked_actions()
    cut = client.get(page, {"q": "x"})
    assert (cut.status_code, cut["Retry-After"]) == (503, "30")
    assert "Cette page lit trop de données à la fois" in cut.content.decode()
    assert f'href="{page}"' in cut.content.decode()
    answer = Client().get(call, headers={"authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["code"]) == (503, "statement_cut")
