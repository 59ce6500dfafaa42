"""A digest leaves as often as a member wants, once however many processes, to the right people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail

from factories.authorities import make_authority
from foundation.digests.sample import AT_ONCE, DAILY, Bin, says, sections
from jalons.foundation.accounts.models import Authority
from jalons.foundation.digests import actions
from jalons.foundation.digests.models import DigestChoice, Rhythm
from jalons.foundation.digests.queries import is_due, mails_leave
from jalons.foundation.journal.models import Entry
from mail_server import mail_server as running_mail_server

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail_server"),
    pytest.mark.urls("foundation.digests.sample"),
]
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BIN = Bin("Place du Marché", NOW - MINUTE)


def everybody(digest, *bins):
    """The digest that says the same to all the members."""

    def found(authority):
        return dict.fromkeys(
            authority.memberships.values_list("user_id", flat=True), bins or (BIN,)
        )

    return says(digest, found)


def to():
    return sorted(address for letter in mail.outbox for address in letter.to)


@pytest.mark.parametrize(
    ("rhythm", "days", "due"),
    [("weekly", 4, False), ("weekly", 6, False), ("weekly", 7, True), ("monthly", 29, False),
     ("monthly", 30, True), ("never", 400, False), ("weekly", None, True), ("never", None, False),
     ("at_once", 0.01, False), ("at_once", 0.011, True), ("at_once", None, True),
     ("at_once", -0.0001, False), ("weekly", -8, True)],
)  # fmt: skip
def test_a_member_is_written_to_as_often_as_they_want(rhythm, days, due):
    """A mail of a moment to come left from a faster process, or on a day the clock was wrong."""
    sent_at = None if days is None else NOW - timedelta(days=days)
    assert is_due(rhythm, sent_at, NOW) is due


def test_each_member_has_a_mail_a_week_unless_they_choose_another_rhythm(town, member):
    often, seldom, never = member("often"), member("seldom"), member("never")
    actions.choose(DAILY, authority=town, user=seldom, rhythm=Rhythm.MONTHLY)
    actions.choose(DAILY, authority=town, user=never, rhythm=Rhythm.NEVER)
    sent = [actions.send(everybody(DAILY), now=NOW + day * DAY) for day in range(31)]
    assert {day: count for day, count in enumerate(sent) if count} == {0: 2, 7: 1, 14: 1, 21: 1,
                                                                       28: 1, 30: 1}  # fmt: skip
    assert to() == [often.email] * 5 + [seldom.email] * 2


def test_what_began_before_the_last_mail_is_not_written_again(town, member):
    member("reader")
    later = Bin("Gare", NOW + MINUTE)
    assert actions.send(everybody(AT_ONCE), now=NOW) == 1
    assert actions.send(everybody(AT_ONCE, BIN, later), now=NOW + 14 * MINUTE) == 0
    assert actions.send(everybody(AT_ONCE, BIN, later), now=NOW + 15 * MINUTE) == 1
    assert actions.send(everybody(AT_ONCE, BIN, later), now=NOW + DAY) == 0
    assert "Gare" in mail.outbox[1].body
    assert "Marché" not in mail.outbox[1].body


def meanwhile(act):
    """A digest at once during which, between what it reads and its mail, somebody acts."""
    pending = [act]

    def since(each):
        while pending:
            pending.pop()()
        return each.since

    return replace(everybody(AT_ONCE, Bin("Gare", NOW + MINUTE)), since=since)


def test_two_processes_at_the_same_moment_write_once(town, member):
    member("reader")
    actions.send(everybody(AT_ONCE), now=NOW)
    other = everybody(AT_ONCE, Bin("Gare", NOW + MINUTE))
    later = NOW + 20 * MINUTE
    both = meanwhile(lambda: actions.send(other, now=later + timedelta(seconds=2)))
    assert actions.send(both, now=later) == 0
    assert len(mail.outbox) == 2
    assert actions.send(other, now=later + timedelta(seconds=1)) == 0, (
        "it began before, ended after"
    )


def test_somebody_who_stops_the_mails_meanwhile_is_not_written_to(town, member):
    user = member("reader")
    actions.send(everybody(AT_ONCE), now=NOW)
    stop = {"authority": town, "user": user, "rhythm": Rhythm.NEVER}
    assert actions.send(meanwhile(lambda: actions.choose(AT_ONCE, **stop)), now=NOW + DAY) == 0


def test_what_a_day_brings_is_found_by_one_process(town, member):
    member("reader")
    asked = []
    counting = says(DAILY, lambda authority: asked.append(authority) or {})
    for _ in range(3):
        actions.send(counting, now=NOW)
    assert asked == [town]


def test_only_active_members_are_written_to(town, member):
    present, left = member("present"), member("left")
    closed = member("closed", is_active=False)
    left.memberships.all().delete()
    digest = says(DAILY, lambda _: dict.fromkeys([present.pk, left.pk, closed.pk, 10_000], (BIN,)))
    assert actions.send(digest, now=NOW) == 1
    assert to() == [present.email]


@pytest.mark.parametrize(
    "change", [{"kind": "trial"}, {"kind": "demo"}, {"standing": "closed"}, {"deleted_at": NOW}]
)
def test_nothing_leaves_from_an_authority_that_is_not_at_work(town, member, change):
    member("reader")
    assert mails_leave(town)
    Authority.objects.filter(pk=town.pk).update(**change)
    town.refresh_from_db()
    assert not mails_leave(town), "its pages say so"
    assert actions.send(everybody(DAILY), now=NOW) == 0


def test_nothing_leaves_without_a_mail_server(town, member, monkeypatch):
    member("reader")
    monkeypatch.setitem(django_settings.OPTIONS, "MAIL_URL", "")
    assert actions.send(everybody(DAILY), now=NOW) == 0
    assert not DigestChoice.objects.of(town).exists()


def test_a_mail_has_a_bounded_number_of_lines_and_counts_the_others(town, member):
    member("reader")
    bins = [Bin(f"Bin {number}", NOW) for number in range(5)]
    actions.send(everybody(DAILY, *bins), now=NOW)
    (letter,) = mail.outbox
    assert letter.subject == "Town: 5 bins"
    assert "Bin 2" in letter.body
    assert "Bin 3" not in letter.body
    assert "et 2 autres" in letter.body
    assert "Full in Town:" in letter.body
    assert "https://jalons.example.org/bins/town/" in letter.body


# What fails ---------------------------------------------------------------------------------------


@pytest.fixture
def letters(settings):
    """A mail server that answers, as the instance under test sees it."""
    with running_mail_server() as running:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": "127.0.0.1", "port": running.port}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        yield running


@pytest.mark.parametrize(("digest", "again"), [(DAILY, DAY), (AT_ONCE, MINUTE)])
def test_a_refused_mail_stops_no_other_and_is_tried_again(member, letters, caplog, digest, again):
    addresses = {member(name).email for name in ("one", "two", "three")}
    letters.refusing = 1
    assert actions.send(everybody(digest), now=NOW) == 2
    assert "a mail of sample.bins did not leave" in caplog.text
    assert actions.send(everybody(digest), now=NOW + again) == 1
    assert sorted(letters.to) == sorted(addresses)


def test_a_mail_that_cannot_be_written_stops_no_other(town, member, caplog):
    unlucky, lucky = member("unlucky"), member("lucky")
    broken = Bin("broken", NOW)

    def breaking(authority, bins):
        if broken in bins:
            raise ValueError(broken.name)
        return sections(authority, bins)

    found = {unlucky.pk: (broken,), lucky.pk: (BIN,)}
    digest = replace(says(DAILY, lambda _: found), sections=breaking)
    assert actions.send(digest, now=NOW) == 1
    assert to() == [lucky.email]
    assert "ValueError: broken" in caplog.text
    assert DigestChoice.objects.of(town).get(user=unlucky).sent_at is None


@pytest.mark.parametrize("digest", [DAILY, AT_ONCE])
def test_an_authority_that_fails_stops_no_other(town, member, caplog, digest):
    other = make_authority("other", "Another")
    reader = member("reader", authority=other)
    member("waiting")

    def found(authority):
        return {reader.pk: (BIN,)} if authority == other else 1 / 0

    assert actions.send(says(digest, found), now=NOW) == 1
    assert "ZeroDivisionError" in caplog.text


# What arrives -------------------------------------------------------------------------------------


def test_the_way_out_arrives_as_mail_programs_read_it(town, member, letters, monkeypatch):
    """An address longer than a line of a mail stays one address (RFC 2369, RFC 8058)."""
    host = "https://numerique-responsable.agglomeration-du-grand-ensemble.example.org"
    monkeypatch.setitem(django_settings.OPTIONS, "ADDRESS", host)
    member("reader")
    actions.send(everybody(DAILY), now=NOW)
    (text,) = letters.texts
    headers = text.partition("\n\n")[0].split("\n")
    (leave,) = [line for line in headers if line.startswith("List-Unsubscribe:")]
    assert leave.startswith(f"List-Unsubscribe: <{host}/bins/{town.pk}.")
    assert leave.endswith("/>")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in headers


def test_one_click_is_offered_over_https_only(town, member, monkeypatch):
    monkeypatch.setitem(django_settings.OPTIONS, "ADDRESS", "http://localhost:8000")
    member("reader")
    actions.send(everybody(DAILY), now=NOW)
    (letter,) = mail.outbox
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http://localhost:8000/bins/")
    assert "List-Unsubscribe-Post" not in letter.extra_headers


def test_the_journal_says_who_was_written_to_and_of_how_many_lines(town, member):
    user = member("reader")
    actions.send(everybody(DAILY), now=NOW)
    choice = DigestChoice.objects.of(town).get(user=user)
    (line,) = Entry.objects.of(town)
    assert (line.verb, line.label, line.after) == ("reminded", user.email, {"lines": 1})
    assert line.urn == f"urn:jalons:sample_choice:{choice.pk}"
