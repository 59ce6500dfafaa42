"""The places of the demonstration, from a file of the national schema."""

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.inclusion.web.places.models import MediationPlace, values_of
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Those of its table, a year of story moved to its day."""
    rows = package_table("jalons.inclusion", "places_demo")["places"]
    made = [(MediationPlace(authority=demo.authority),
             values_of(row | {"date_maj": demo.story.day(row["date_maj"]).isoformat()}))
            for row in rows]  # fmt: skip
    write(demo.authority, demo.people[Role.CONTRIBUTOR], made)
