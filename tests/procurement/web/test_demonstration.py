"""The demonstration of the room is whole: each topic has what its pages show."""

from datetime import UTC, date, datetime

import pytest

from factories.people import member_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.procurement.web import demo
from jalons.procurement.web.agec import queries as years
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.products.models import Product, ProductPurchase
from jalons.procurement.web.tenders.models import Tender
from jalons.procurement.web.tenders.queries import Choices, simulation


@pytest.mark.django_db
def test_every_topic_is_filled_with_figures_that_go_together():
    town = Authority.objects.create(slug="demo", name="Démo", kind=Authority.Kind.DEMO)
    story = Story.at(date(2026, 11, 28))
    people = {Role.CONTRIBUTOR: member_of(town, Role.CONTRIBUTOR)}
    now = datetime(2026, 11, 28, tzinfo=UTC)
    demo.fill(Demonstration(town, people, story, now, story.today, is_new=True))
    last, before = years.years(town)
    assert (last.declared_on, before.declared_on) == (None, date(2025, 6, 12))
    assert (years.accounts_of(last).left[0], years.accounts_of(before).left[0]) == (4, 0)
    found = simulation(Tender.objects.of(town).get(), Choices())
    assert len(found.winners) == 3  # three formulas, three winners
    assert (Contract.objects.of(town).count(), Product.objects.of(town).count()) == (15, 8)
    assert {each.bought_on.year for each in ProductPurchase.objects.of(town)} >= {2025, 2026}
    demo.fill(Demonstration(town, people, story, now, story.today, is_new=False))
    assert Contract.objects.of(town).count() == 15  # not a second time
