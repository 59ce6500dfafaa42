"""The daily work of authorities is found by one query, and costs nothing where nothing is due."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.notes.models import Note
from jalons.foundation.tasks import rounds

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 6, tzinfo=UTC)
DUE = owns(Note)


def note(authority, **more):
    return Note.objects.create(
        authority=authority, about="urn:jalons:action:1", text="À voir", **more
    )


@pytest.fixture
def towns():
    return [make_authority(f"town-{n}", f"Town {n}") for n in range(8)]


def done(now=NOW, *, closed=False):
    return sorted(rounds.each("sample", lambda one: one.slug, now=now, due=DUE, closed=closed))


def test_only_who_owns_something_is_visited_once_a_day(towns):
    note(towns[2])
    note(towns[5])
    note(towns[6], deleted_at=NOW)
    assert done() == ["town-2", "town-5"]
    note(towns[7])
    with CaptureQueriesContext(connection) as queries:
        assert done() == ["town-7"]  # the others were done
    assert done() == []
    assert done(NOW + timedelta(days=1)) == ["town-2", "town-5", "town-7"]
    several = len(queries)
    with CaptureQueriesContext(connection) as queries:
        done(NOW + timedelta(days=1, hours=3))
    assert (len(queries), several > 1) == (1, True)


def test_those_that_are_closed_are_visited_only_to_erase(towns):
    note(towns[0])
    towns[0].standing = Authority.Standing.CLOSED
    towns[0].save()
    assert done() == []
    assert done(closed=True) == ["town-0"]


def test_what_failed_or_was_cut_is_done_again(towns, caplog):
    note(towns[1])

    def failing(one):
        raise ValueError(one.slug)

    assert rounds.each("sample", failing, now=NOW, due=DUE) == []
    assert "ValueError: town-1" in caplog.text
    assert done() == ["town-1"]
    with pytest.raises(KeyboardInterrupt):
        rounds.each("cut", _cut, now=NOW, due=DUE)
    hours = [rounds.each("cut", lambda one: one.slug, now=NOW + timedelta(hours=n), due=DUE)
             for n in (1, 3)]  # fmt: skip
    assert hours == [[], ["town-1"]]


def _cut(_one):
    raise KeyboardInterrupt
