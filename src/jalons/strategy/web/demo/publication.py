"""The public page of the demonstration territory: fictional, said to be, and open."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.publishing import actions, queries
from jalons.foundation.publishing.declaration import shelves

TEXTS = {
    "introduction": (
        "Cette agglomération est inventée. Elle montre ici ce qu’elle fait de ses équipements"
        " numériques, de ses services et de ses données, et où elle en est : ce qui avance, ce qui"
        " est en retard, et ce qu’elle ne sait pas encore."
    ),
    "contact_role": "Service du numérique responsable",
    "contact_address": "numerique@demonstration.invalid",
}
INDICATORS = 8  # of the measured ones


def fill(*, authority: Authority, administrator: User) -> None:
    """Texts, all commitments, the actions, some indicators, the documents signed off; opened."""
    actions.write_texts(authority=authority, user=administrator, values=TEXTS)
    for shelf in shelves():
        names = [str(each.urn) for each in queries.showable(authority, shelf)]
        chosen = names[:INDICATORS] if shelf.kind == "indicator" else names
        actions.choose(
            authority=authority, user=administrator, shelf=shelf, offered=names, chosen=chosen
        )
    actions.open_to_everybody(authority=authority, user=administrator)
