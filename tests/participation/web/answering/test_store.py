"""Answers stored in parts that share nothing, codes used once, receipts that withdraw."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.authorities import make_authority
from factories.consultations import make_codes, make_consultation, make_idea, make_question
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.models import Batch, Change
from jalons.participation.engine.consultations.codes import new_code, printed
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import actions
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Code,
    Consultation,
    Proposal,
    Support,
    this_week,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(authority):
    return make_consultation(authority)


def answers(found, text="Pour la fraîcheur", choice="1", age="2"):
    titles = ("Que préférez-vous ?", "Pourquoi ?", "Votre âge")
    first, why, band = (found.questions.get(title=each) for each in titles)
    return {str(first.pk): choice, str(why.pk): text, str(band.pk): age}


def parts(found):
    return AnswerPart.objects.of(found.authority).filter(consultation=found)


def refused(expected, act, *args, **options):
    with pytest.raises(ParticipationError) as error:
        act(*args, **options)
    assert error.value.code == expected
    assert str(error.value)


def shut(found, day=None):
    """Close a consultation as its register does: the log has the moment."""
    Consultation.objects.of(found.authority).filter(pk=found.pk).update(state="closed")
    batch = Batch.objects.create(authority=found.authority, verb="closed", label="x",
                                 **({"at": day} if day else {}))  # fmt: skip
    Change.objects.create(authority=found.authority, batch=batch, urn=str(found.urn), version=2,
                          before={"state": "open"}, after={"state": "closed"})  # fmt: skip


def run_closing(found):
    actions.close(lambda *_args: None, authority=found.authority_id, consultation=str(found.pk))
    found.refresh_from_db()


def dump(tables=("participation_",)):
    """Every value of the tables of the room, as the base has them."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(tables):
                cursor.execute(f'SELECT * FROM "{table}"')
                lines += [repr(row) for row in cursor.fetchall()]
    return "\n".join(lines)


def test_an_answer_is_stored_in_parts_that_share_nothing_but_the_week_and_the_channel(found):
    make_question(found, "place", "Où ?", order=3)
    make_question(found, "text", "Autre chose ?", order=4)
    where, other = found.questions.filter(kind="place").get(), found.questions.get(order=4)
    stored = actions.store(
        found, {**answers(found), str(where.pk): "48.11, -1.67", str(other.pk): "Rien"}, "paper"
    )
    assert stored.parts == 4
    assert len(stored.receipt) == 12
    rows = list(parts(found))
    closed = next(each for each in rows if each.question is None)
    assert sorted(closed.values.values()) == ["1", "2"]  # the age band is with the choice
    assert {each.week for each in rows} == {this_week()}
    assert next(each for each in rows if each.question == where).values == {
        str(where.pk): [48.11, -1.67]
    }
    for name in ("id", "receipt"):
        assert len({getattr(each, name) for each in rows}) == 4
    assert stored.receipt not in dump()
    assert printed(stored.receipt) not in dump()
    texts = [each for each in rows if each.text]
    assert {each.state for each in texts} == {"waiting"}
    assert all("1" not in each.values.values() for each in texts)


def test_names_and_numbers_in_a_text_are_flagged_and_another_language_is_noted(found):
    actions.store(found, answers(found, "Appelez Mme Roy au 06 12 34 56 78, 3 rue des Lilas"),
                  "paper")  # fmt: skip
    actions.store(found, answers(found, "There is not enough light in the street and it is sad"),
                  "desk")  # fmt: skip
    flagged, english = (parts(found).get(channel=each, text__gt="") for each in ("paper", "desk"))
    assert {each["sign"] for each in flagged.flags} == {"civility", "telephone", "street"}
    assert set(flagged.values) == {"same"}
    assert english.values["language"] == "en"
    assert english.flags == []


def test_an_answer_with_nothing_in_it_or_an_impossible_value_stores_nothing(found):
    refused("answer_empty", actions.store, found, {}, "online")
    refused("answer_empty", actions.store, found, answers(found, "", ""), "online")  # an age alone
    refused("answer_option", actions.store, found, answers(found, choice="9"), "online")
    refused("answer_long", actions.store, found, answers(found, "é" * 1_000_000), "online")
    assert not parts(found).exists()


def test_the_same_receipt_is_the_same_answer(found):
    receipt = new_code()
    assert actions.store(found, answers(found), "online", receipt=receipt).receipt == receipt
    refused("answer_twice", actions.store, found, answers(found), "online", receipt=receipt)
    assert parts(found).count() == 2


def test_a_code_answers_once_and_says_what_is_wrong_with_it(authority):
    found = make_consultation(authority, access="codes")
    code, another = new_code(), new_code()
    make_codes(found, code)
    refused("code_missing", actions.store, found, answers(found), "online")
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")
    refused("code_slip", actions.store, found, answers(found), "online", code=slip)
    refused("code_unknown", actions.store, found, answers(found), "online", code=another)
    refused("answer_long", actions.store, found, answers(found, "é" * 9_000), "online", code=code)
    assert actions.store(found, answers(found), "online", code=printed(code).lower()).parts == 2
    refused("code_used", actions.store, found, answers(found), "online", code=code)
    assert parts(found).count() == 2
    actions.store(found, answers(found), "paper")  # a sheet needs no code
    refused("code_used", actions.store, found, answers(found), "paper", code=code)


@pytest.mark.django_db(transaction=True)
def test_of_many_people_at_once_with_one_code_one_answers():
    found = make_consultation(make_authority(), access="codes")
    code = new_code()
    make_codes(found, code)
    values = answers(found)

    def send(_number):
        try:
            return actions.store(found, values, "online", code=code).parts
        except ParticipationError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        came = sorted(map(str, pool.map(send, range(8))))
    assert came == ["2", *["code_used"] * 7]
    assert parts(found).count() == 2


def test_a_receipt_withdraws_the_answer_with_its_ideas_and_supports(found):
    idea = make_idea(found)
    receipt = actions.store(found, answers(found), "online").receipt
    actions.store(found, answers(found, "Non"), "online")
    assert actions.support(idea, "online", receipt).receipt == receipt
    actions.propose(found, "Des bancs", "À l’ombre", "online", receipt)
    actions.support(idea, "online")
    refused("support_twice", actions.support, idea, "online", printed(receipt))
    assert Proposal.objects.of(found.authority).get(pk=idea.pk).supports == 2
    gone = actions.withdraw(found, printed(receipt).lower())
    assert (gone.parts, gone.ideas, gone.supports) == (2, 1, 1)
    assert parts(found).count() == 2
    assert Proposal.objects.of(found.authority).get().supports == 1
    assert not Entry.objects.of(found.authority).exists()  # words nobody read are in no journal
    refused("receipt_unknown", actions.withdraw, found, receipt)
    refused("receipt_slip", actions.withdraw, found, "2345")


def test_where_codes_are_needed_a_support_needs_the_receipt_of_an_answer(authority):
    found = make_consultation(authority, access="codes")
    idea, code = make_idea(found), new_code()
    make_codes(found, code)
    refused("receipt_needed", actions.support, idea, "online")
    refused("receipt_needed", actions.support, idea, "online", new_code())
    refused("receipt_needed", actions.propose, found, "Des bancs", "", "online")
    receipt = actions.store(found, answers(found), "online", code=code).receipt
    assert actions.support(idea, "online", receipt).parts == 1


def test_an_idea_waits_for_a_reader_and_says_no_hour(found):
    refused("idea_title", actions.propose, found, " \n", "x", "online")
    refused("answer_long", actions.propose, found, "x" * 161, "", "online")
    actions.propose(found, "Des\n bancs", "", "online")
    idea = Proposal.objects.of(found.authority).get()
    assert (idea.title, idea.state) == ("Des bancs", "waiting")
    assert idea.created_at.time().isoformat() == "00:00:00"
    assert idea.created_at.weekday() == 0
    refused("idea_gone", actions.support, idea, "online")


def test_what_was_being_written_at_the_end_is_taken_for_ten_minutes(found):
    last = timezone.localtime().replace(hour=23, minute=58)
    Consultation.objects.of(found.authority).filter(pk=found.pk).update(closes_on=last.date())
    with time_machine.travel(last + timedelta(minutes=6), tick=False):
        assert actions.store(found, answers(found), "online").late
    with time_machine.travel(last + timedelta(minutes=20), tick=False):
        refused("consultation_shut", actions.store, found, answers(found), "online")
        assert not actions.store(found, answers(found), "paper").late  # sheets that came in time
    now = timezone.now()
    shut(found, now)
    with time_machine.travel(now + timedelta(minutes=9), tick=False):
        assert actions.store(found, answers(found), "online").late
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        refused("consultation_shut", actions.store, found, answers(found), "online")
        refused("consultation_shut", actions.store, found, answers(found), "paper")


def test_a_late_answer_after_receipts_are_erased_has_none_and_is_mixed_again(found):
    actions.store(found, answers(found), "online")
    shut(found)
    run_closing(found)
    stored = actions.store(found, answers(found, "Trop tard ?"), "online")
    assert (stored.receipt, stored.late) == ("", True)
    from jalons.foundation.tasks.models import Job

    job = Job.objects.of(found.authority).get()
    assert job.kind == "participation.close"
    before = set(parts(found).values_list("pk", flat=True))
    actions.close(lambda *_args: None, **job.arguments)
    assert not before & set(parts(found).values_list("pk", flat=True))
    assert parts(found).count() == 4


def test_closing_erases_all_that_joins_parts_and_counts_stay(found):
    idea, code = make_idea(found), new_code()
    make_codes(found, code)
    receipts = [actions.store(found, answers(found, f"Texte {n}"), "online").receipt
                for n in range(12)]  # fmt: skip
    actions.support(idea, "online", receipts[0])
    actions.propose(found, "Des bancs", "", "online", receipts[0])
    secret = bytes(found.secret)
    before = {(each.text, str(each.values)): each.pk for each in parts(found)}
    order = list(parts(found).exclude(text="").values_list("text", flat=True))
    run_closing(found)
    assert not found.receipts_erased_on  # still open: nothing happened
    shut(found)
    run_closing(found)
    assert found.receipts_erased_on == timezone.localdate()
    assert bytes(found.secret) == b""
    every = dump()
    assert not any(each in every for each in (*receipts, repr(secret), secret.hex()))
    assert not parts(found).exclude(receipt="").exists()
    assert not Proposal.objects.of(found.authority).exclude(receipt="").exists()
    assert not Support.objects.of(found.authority).exists()
    assert not Code.objects.of(found.authority).exists()
    assert Proposal.objects.of(found.authority).get(pk=idea.pk).supports == 1
    after = {(each.text, str(each.values)): each.pk for each in parts(found)}
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert list(parts(found).exclude(text="").values_list("text", flat=True)) != order
    (line,) = Entry.objects.of(found.authority)
    assert {key: line.after[key] for key in ("parts", "supports", "codes")} == {
        "parts": 24, "supports": 1, "codes": 1
    }  # fmt: skip
    refused("receipt_erased", actions.withdraw, found, receipts[0])
    run_closing(found)  # again: the same
    assert parts(found).count() == 24
    assert found.receipts_erased_on


ACTS = st.lists(st.sampled_from(["store", "text", "withdraw", "again", "close"]), max_size=14)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_the_total_is_what_was_stored_less_what_was_withdrawn(authority, acts):
    found = make_consultation(authority, title=new_code())
    receipts, gone = [], []
    closed = False
    for number, act in enumerate(acts):
        if act in {"store", "text"} and not closed:
            values = answers(found, f"Texte {number}" if act == "text" else "")
            receipts.append(actions.store(found, values, "online").receipt)
        elif act == "withdraw" and receipts and not closed:
            gone.append(receipts.pop())
            assert actions.withdraw(found, gone[-1]).parts in {1, 2}
        elif act == "again" and gone and not closed:
            refused("receipt_unknown", actions.withdraw, found, gone[-1])
        elif act == "close" and not closed:
            shut(found, timezone.now() - timedelta(hours=1))
            run_closing(found)
            closed = True
    assert parts(found).filter(question=None).count() == len(receipts)
    hashes = list(parts(found).values_list("receipt", flat=True))
    if closed:
        assert set(hashes) <= {""}
    else:
        assert len(set(hashes)) == len(hashes)  # no two parts share a value
        assert "" not in hashes
    for receipt in (*receipts, *gone):
        assert receipt not in dump()


def test_channels_are_those_of_the_model():
    assert {"online", "paper", "phone", "desk", "meeting", "imported"} == set(Channel.values)
    assert isinstance(timezone.now(), datetime)
