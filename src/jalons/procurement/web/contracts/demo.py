"""The contracts of the demonstration."""

from __future__ import annotations

from importlib import resources

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.imports.actions import bring
from jalons.foundation.register.writer import write
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.contracts.register import contracts_file


def fill(demo: Demonstration) -> None:
    """Fifteen contracts brought by a DECP file, of which a person said more of most."""
    file = resources.files("jalons.procurement") / "data" / "decp" / "demo.json"
    content = demo.story.text(file.read_text(encoding="utf-8")).encode()
    bring(contracts_file, demo.authority, name="decp.json", content=content)
    found = Contract.objects.of(demo.authority).order_by("number")
    answers = ("yes", "no", "yes", "unknown", "yes")
    write(demo.authority, demo.people[Role.CONTRIBUTOR],
          [(each, {"spaser": answers[at % 5]}) for at, each in enumerate(found)])  # fmt: skip
