"""placeholder"""
from django.utils import timezone
from factories.authorities import make_authority
from jalons.foundation.accounts.models import Role, User
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.catalogue.web.algorithms import queries
from jalons.catalogue.web.algorithms.demo import fill

def test_demo(db):
    town, today = make_authority("vitre", "Vitré"), timezone.localdate()
    people = {role: User.objects.create_user(f"{role}@example.org", "x") for role in (Role.LEAD, Role.CONTRIBUTOR)}
    fill(Demonstration(town, people, Story.at(today), timezone.now(), today, is_new=True))
    for each in queries.rows(town):
        print(each, {k:(v.filled,v.total,v.missing) for k,v in queries.completeness(each).items()}, each.is_stale, each.state)
    print(queries.figure(town)); print(queries.headline(queries.rows(town)))
