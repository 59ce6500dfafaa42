"""The demonstration has a decided grid, a published statement, plans and a late complaint."""

from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Role, User
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.webaudit.web.demo import fill
from jalons.webaudit.web.grids import queries as grids
from jalons.webaudit.web.statements import queries


def test_the_demonstration_states_what_it_decided(db):
    town, today = make_authority("vitre", "Vitré"), timezone.localdate()
    people = {
        role: User.objects.create_user(f"{role}@example.org", "x")
        for role in (Role.LEAD, Role.CONTRIBUTOR)
    }
    fill(Demonstration(town, people, Story.at(today), timezone.now(), today, is_new=True))
    grid = grids.rows(town).get()
    assert (grid.state, grid.undecided, grid.failing) == ("finished", 0, 3)
    statement = queries.rows(town).get()
    assert queries.is_valid(statement)
    assert queries.conformance_of(statement) == "partial"
    assert queries.late(queries.complaints(town)) == 1
    assert {each.covers(today) for each in queries.plans(town)} == {True}
