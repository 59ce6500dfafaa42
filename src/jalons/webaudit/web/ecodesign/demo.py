"""The ecodesign of the demonstration: answers that services share, and one service assessed."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.web.services.models import WebService


def fill(demo: Demonstration) -> None:
    """Two reviews, with a part of their answers."""
    services = {each.name: each for each in WebService.objects.of(demo.authority)}
    user, authority = demo.people[Role.CONTRIBUTOR], demo.authority
    for row in package_table("jalons.webaudit", "demonstration")["ecodesign"]:
        review = EcodesignReview(authority=authority)
        about = {**row["review"], "service": services.get(row["service"])}
        write(authority, user, [(review, about)])
        write(authority, user, [
            (EcodesignAnswer(authority=authority), {"review": review, "criterion": key, **said})
            for key, said in row["answers"].items()
        ])  # fmt: skip
