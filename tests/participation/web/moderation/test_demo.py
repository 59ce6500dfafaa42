"""The demonstration: answers by every channel, some to read, some not shown."""

from __future__ import annotations

import pytest
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.kernel.tables import package_table
from jalons.participation.web.answering import demo as answering
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Consultation,
    Proposal,
    Question,
)
from jalons.participation.web.moderation import demo as moderation

pytestmark = pytest.mark.django_db
STATES = ("open", "closed", "answered")


def test_it_has_answers_read_and_to_read_and_closings_done():
    town, now = make_authority("pont-de-vene", "Pont-de-Vène", kind="demo"), timezone.now()
    people = {role: member_of(town, role) for role in Role}
    demo = Demonstration(town, people, Story.at(now.date()), now, timezone.localdate(), is_new=True)
    rows = package_table("jalons.participation", "answers_demo")["consultations"]
    for row, state in zip(rows, STATES, strict=True):
        found = Consultation.objects.create(authority=town, title=row["title"], state=state)
        for title, shares in row["shares"].items():
            options = "\n".join(f"Option {at}" for at in range(len(shares)))
            Question.objects.create(authority=town, consultation=found, title=title,
                                    kind="choice", options=options)  # fmt: skip
        for title in row["texts"]:
            Question.objects.create(authority=town, consultation=found, title=title, kind="text")
        Proposal.objects.create(authority=town, consultation=found, title="Un banc à l’ombre")
    answering.fill(demo)
    moderation.fill(demo)
    parts = AnswerPart.objects.of(town)
    for row, state in zip(rows, STATES, strict=True):
        mine = parts.filter(consultation__title=row["title"])
        assert mine.filter(question=None).count() == row["answers"]
        assert sum(row["channels"].values()) == row["answers"]
        expected = sum(len(words) for words in row["texts"].values())
        assert mine.exclude(text="").count() == expected  # none is left out
        assert mine.exclude(text="").filter(state="waiting").exists() == (state != "answered")
        assert bool(Consultation.objects.of(town).get(title=row["title"]).receipts_erased_on) == (
            state != "open"
        )
    assert parts.filter(state="hidden").count() == 2
    assert parts.exclude(text="").exclude(flags=[]).count() >= 4
    assert Proposal.objects.of(town).filter(state="shown").count() == 3
