"""The demonstration: five territories, one out of date, one damaged, one to compare."""

import time
from datetime import date

import pytest
from django.utils import timezone

from factories.people import member_of
from jalons.federation.web.received import demo as received
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.register import sources
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story

pytestmark = pytest.mark.django_db


def test_five_territories_are_read_for_real_in_little_time(authority):
    people = {role: member_of(authority, role) for role in (Role.CONTRIBUTOR, Role.LEAD)}
    now = timezone.now()
    demo = Demonstration(authority, people, Story.at(date(2026, 11, 29)), now, now.date(), True)
    start = time.process_time()
    received.fill(demo)
    assert time.process_time() - start < 4
    states = {each.heading: each.status for each in queries.sources(authority)}
    assert states == {
        "Roche-sur-Loue": "fresh", "Kerlann Agglomération": "fresh", "Brassac-les-Bains": "expired",
        "Pays des Monts": "fresh", "Syndicat numérique du Val": "never",
    }  # fmt: skip
    assert list(queries.aside_counts(authority).values()) == [1]
    assert ReceivedItem.objects.of(authority).count() == 8
    assert sources.headline(authority) == "5 territoires, 1 à comparer, 1 périmé."
