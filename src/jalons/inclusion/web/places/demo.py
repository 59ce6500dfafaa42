"""The places of the demonstration."""

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.inclusion.web.places.models import MediationPlace, values_of
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    made = []
    for row in package_table("jalons.inclusion", "places_demo")["places"]:
        day = demo.story.day(row["date_maj"]).isoformat()
        made.append((MediationPlace(authority=demo.authority), values_of(row | {"date_maj": day})))
    write(demo.authority, demo.people[Role.CONTRIBUTOR], made)
