"""What the demonstration tells of its figures: each state of a value, each pace of an objective."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.ports.demonstration import Story
from jalons.site import demo
from jalons.strategy.web.demo.indicators import AIMS, DECISION, FOLLOWED, UNCERTAIN
from jalons.strategy.web.indicators import queries
from jalons.strategy.web.indicators.models import DeclaredValue
from jalons.strategy.web.statutory import queries as queries_of_documents

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def story():
    return Story.at(timezone.localdate())


@pytest.fixture
def authority(territories):
    return demo.load(step=lambda: None)


def test_values_and_objectives_stand_in_every_state(authority):
    states = [each.state for each in DeclaredValue.objects.of(authority)]
    assert (states.count("draft"), states.count("locked")) == (1, 1)
    assert states.count("approved") > 10
    board = [each for each in queries.board(authority) if each.follows]
    assert {each.sheet.id for each in board} == set(FOLLOWED)
    assert {each.following.pace for each in board if each.following} == {
        "on_track",
        "late",
        "uncertain",
    }
    decided = {each.objective.decided_by for each in board if each.objective}
    assert decided == {story().text(DECISION)}


def test_the_public_page_and_the_strategy_show_them(authority):
    shown = Client().get(reverse("public_part", args=[authority.slug, "indicateurs"]))
    page = shown.content.decode()
    assert "Habitants accompagnés" in page
    assert "Agents formés" in page
    assert page.count("Objectif que la collectivité s’est fixé") == 3
    plan = queries_of_documents.material(authority, story().year, today=story().today)
    assert {each.indicator.id for each in plan.aims} >= {UNCERTAIN, *(name for name, _to in AIMS)}
