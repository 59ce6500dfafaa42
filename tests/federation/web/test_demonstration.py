"""The demonstration: seven territories, one out of date, one damaged, one to compare."""

import time
from datetime import date

import pytest
from django.utils import timezone

from factories.people import member_of
from jalons.federation.web.comparison import actions
from jalons.federation.web.comparison import demo as comparison
from jalons.federation.web.comparison.queries import groups
from jalons.federation.web.received import demo as received
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.register import sources
from jalons.federation.web.supervision import demo as supervision
from jalons.federation.web.supervision.queries import supported
from jalons.federation.web.supervision.register import helps
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.positions.models import Position
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db


def figures(authority):
    found = StoredObservation.objects.of(authority).filter(indicator__startswith="federation.")
    return {each.indicator: each.low for each in found}


def test_seven_territories_are_read_for_real_in_little_time(authority):
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
        "Fontenelle-la-Forêt": "fresh", "Portsaint": "fresh",
    }  # fmt: skip
    assert list(queries.aside_counts(authority).values()) == [1]
    assert ReceivedItem.objects.of(authority).count() == 19
    clause, draft = OwnClause.objects.of(authority).get(), Consultation.objects.of(authority).get()
    assert clause.source_news["version"] == 2, "its text changed at its publisher"
    assert (draft.source_name, draft.state) == ("Fontenelle-la-Forêt", "draft")
    position = Position.objects.of(authority).get()
    assert (position.leading_name, position.state) == ("Portsaint", "amendments")
    assert sources.headline(authority) == "7 territoires, 1 à comparer, 1 périmé."
    assert figures(authority) == {"federation.works_used": 4}
    adopted = ReceivedItem.objects.of(authority).exclude(adopted="")
    assert sorted(each.kind for each in adopted) == ["action", "clause", "position", "questions"]
    assert adopted.get(kind="action").title == "Numérique sobre à la cantine"
    late = {each.source.heading: each.duties and len(each.duties.late)
            for each in supported(authority, list(queries.trusted(authority)))}  # fmt: skip
    assert (late["Roche-sur-Loue"], late["Kerlann Agglomération"], late["Portsaint"]) == (
        1,
        0,
        None,
    )
    comparison.fill(demo)
    supervision.fill(demo)
    shown = groups(authority, timezone.localdate())
    assert [len(each.released.release.members) for each in shown] == [6, 6]
    actions.groups_job(lambda *_step: None, authority=authority.pk)
    assert len(groups(authority, timezone.localdate())) == 2, "the work of the day changes nothing"
    assert helps.headline(authority) == "1 aide à commencer, 1 aide en cours."
