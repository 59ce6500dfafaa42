"""The topic in the demonstration: ideas left on another platform, brought here."""

from __future__ import annotations

from importlib import resources

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.exchange import actions


def fill(demo: Demonstration) -> None:
    """A consultation run on Decidim in spring, whose ideas wait to be read."""
    user = demo.people[Role.CONTRIBUTOR]
    about = Consultation(authority=demo.authority)
    write(demo.authority, user, [(about, {
        "title": "Une place où l’on reste", "service": "Service de l’espace public",
        "purpose": "Ce qui manque sur la place et dans les rues autour, pour s’y arrêter.",
        "promise": "Chaque idée reçoit une réponse avant l’été.", "proposals_open": True,
        "elsewhere": "Formulaires en papier à l’accueil de la mairie et à la médiathèque.",
    })])  # fmt: skip
    file = resources.files("jalons.participation") / "data" / "exchange_demo.csv"
    content = demo.story.text(file.read_text("utf-8")).encode()
    note = "Export de la plateforme Decidim de la ville, données inventées."
    found = actions.bring(user, about, "decidim-proposals.csv", content, note)
    actions.store(found, user)
