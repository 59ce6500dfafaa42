"""Totals follow the answers, and what is hidden does not follow from what is shown."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalons.foundation.register.writer import write
from jalons.kernel.suppression import LEAST, TOTAL
from jalons.participation.engine.consultations.counting import counted
from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.engine.consultations.questions import Question as Read
from jalons.participation.web.consultations import queries
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Question,
)

MONDAY = date(2026, 11, 2)
OPTIONS = ("1", "2", "3")
answer = st.fixed_dictionaries(
    {"choice": st.none() | st.sampled_from(OPTIONS),
     "several": st.none() | st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
     "scale": st.none() | st.integers(1, 3),
     "channel": st.sampled_from(Channel.values),
     "week": st.integers(0, 2)},
)  # fmt: skip


@pytest.fixture
def closed(authority):
    found = Consultation(authority=authority)
    write(authority, None, [(found, {"title": "Trajets", "purpose": "Savoir."})])
    for order, kind in enumerate(("choice", "several", "scale"), 1):
        values = {"consultation": found, "title": kind, "kind": kind, "order": order, "scale": 3,
                  "options": "a\nb\nc"}  # fmt: skip
        write(authority, None, [(Question(authority=authority), values)])
    Consultation.objects.of(authority).update(state="closed")
    return queries.consultations(authority).get()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(answer, max_size=40))
def test_totals_by_question_are_the_closed_parts_that_answer_it(closed, given):
    AnswerPart.objects.of(closed.authority).delete()
    questions = {each.kind: each for each in queries.questions_of(closed)}
    AnswerPart.objects.of(closed.authority).bulk_create([
        AnswerPart(
            authority=closed.authority, consultation=closed, channel=each["channel"],
            week=MONDAY + timedelta(weeks=each["week"]),
            values={str(questions[kind].pk): each[kind] for kind in questions
                    if each[kind] is not None},
        ) for each in given
    ])  # fmt: skip
    for question, found in queries.counts(closed):
        values = [each[question.kind] for each in given if each[question.kind] is not None]
        assert found == counted(question.as_read, values)
        if found.answered is not None:
            assert found.answered == len(values)
    came = queries.participation(closed)
    assert came.total in {None, len(given)}
    _is_safe(came.channels, came.total, len(given))
    weeks = {week: came.weeks.cells[week, TOTAL] for week in came.weeks.rows}
    _is_safe(weeks, came.total, len(given))
    assert (came.weeks.cells[TOTAL, TOTAL] is None) == (came.total is None)  # alike


def _is_safe(shown, total, whole):
    """No small count is shown; the whole, known from elsewhere, leaves at least two ways."""
    assert all(count is None or count == 0 or count >= LEAST for count in shown.values())
    hidden = [name for name, count in shown.items() if count is None]
    rest = whole - sum(count or 0 for count in shown.values())
    if total is not None and hidden:
        assert len(hidden) > 1
        assert rest > len(hidden)  # each hidden one may be one more, another one less


@given(st.lists(st.sampled_from(OPTIONS), max_size=40))
def test_a_question_all_must_answer_hides_nothing_that_the_whole_gives_away(given):
    question = Read("q", Kind.CHOICE, "q", dict.fromkeys(OPTIONS, "x"), required=True)
    found = counted(question, given)
    _is_safe(found.counts, len(given) if len(given) >= LEAST else None, len(given))
