"""The import of the demonstration."""

from __future__ import annotations

import pytest
from django.utils import timezone

from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.accounts.scoping import living
from jalons.participation.web.consultations.models import Proposal
from jalons.participation.web.exchange import demo, queries

pytestmark = pytest.mark.django_db


def test_the_ideas_of_the_demonstration_wait_to_be_read(authority):
    people = {role: member_of(authority, role) for role in (Role.CONTRIBUTOR, Role.LEAD)}
    now = timezone.now()
    story = Story.at(now.date())
    demo.fill(Demonstration(authority, people, story, now, story.today, is_new=True))
    assert queries.imports(authority).get().state == "stored"
    ideas = {each.title: each for each in living(Proposal, authority)}
    assert len(ideas) == 5
    assert "Idée retirée" not in ideas
    assert ideas["Une boîte à livres à la gare"].text.endswith("elle sert\u00a0!")
    assert {each.state for each in ideas.values()} == {"waiting"}
