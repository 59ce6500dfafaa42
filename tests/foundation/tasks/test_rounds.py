"""The work of a day is done by one process, and taken over from one that died."""

from datetime import UTC, datetime, timedelta

import pytest

from factories.authorities import make_authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Entry, Verb
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.models import RoundClaim

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_work_is_done_once_a_day_for_the_instance_and_for_each_authority():
    town = make_authority("town", "Town")
    done = []
    for now in (NOON, NOON + timedelta(hours=3), NOON + DAY):
        rounds.once("count", lambda now=now: done.append(now), now=now)
        rounds.once("count", lambda now=now: done.append(now), now=now, authority=town)
    assert done == [NOON, NOON, NOON + DAY, NOON + DAY]


def test_the_journal_says_that_the_program_did_the_daily_work():
    town = make_authority("town", "Town")
    by_nobody = {"request_user": None, "authority": town, "verb": Verb.CREATED, "urn": town.urn}
    rounds.once("note", lambda: record(**by_nobody, label="Found"), now=NOON, authority=town)
    record(**by_nobody, label="Written")
    assert {each.label: each.actor_label for each in Entry.objects.of(town)} == {
        "Found": "Jalons", "Written": "",
    }  # fmt: skip


def test_the_work_says_what_it_made_and_nothing_when_it_was_done_before():
    assert rounds.once("count", lambda: 3, now=NOON) == 3
    assert rounds.once("count", lambda: 3, now=NOON) is None


def test_what_fails_is_logged_with_a_reference_and_left_to_the_next(caplog):
    def failing():
        raise ValueError("broken")

    assert rounds.once("count", failing, now=NOON) is None
    assert "the round count of 0 did not end" in caplog.text
    assert "ValueError: broken" in caplog.text
    assert rounds.once("count", lambda: 3, now=NOON) == 3


def test_a_process_that_died_is_replaced_after_its_lease_by_one_other():
    RoundClaim.objects.create(name="count", day=NOON.date(), claimed_at=NOON)
    before, after = NOON + rounds.LEASE - timedelta(seconds=1), NOON + rounds.LEASE
    assert rounds.once("count", lambda: 3, now=before) is None
    assert rounds.once("count", lambda: 3, now=after) == 3
    assert rounds.once("count", lambda: 3, now=after) is None


def test_what_was_done_long_ago_is_forgotten():
    rounds.once("count", lambda: 3, now=NOON - 31 * DAY)
    rounds.once("count", lambda: 3, now=NOON)
    rounds.forget_old(now=NOON)
    assert [claim.day for claim in RoundClaim.objects.all()] == [NOON.date()]
