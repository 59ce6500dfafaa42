"""What modest AI shares with other territories: cards of recipes in use, signed parcels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.urls import reverse
from django.utils import timezone

from jalons.ailibrary.documents.card import living_card
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes import registry
from jalons.ailibrary.web.exchange import actions
from jalons.ailibrary.web.exchange.queries import parcels
from jalons.ailibrary.web.recipes import queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.shelf import PAGE
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem

LICENCE = "etalab-2.0"


class SharedAI:
    """The recipes of the public page: what each is, and what it learned or measured."""

    kinds: Mapping[str, str] = {"ai_card": N_("AI card"), "ai_bundle": N_("AI bundle")}

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """The card of each, and its parcel when it has something to send. Runs in a worker."""
        snapshot = shown_by(authority)
        shown = {item.urn.id for item in snapshot.shelves[PAGE].items} if snapshot else set()
        for use in queries.uses(Authority.objects.get(slug=authority.id)).filter(pk__in=shown):
            name, day = registry.card(use.key).name["fr"], timezone.localdate(use.changed_at)
            yield SharedItem("ai_card", str(use.urn), name, f"{use.key}.json", _card(use),
                             LICENCE)  # fmt: skip
            try:
                content = actions.parcel_of(use, day)
            except AIError:  # nothing to send
                continue
            yield SharedItem("ai_bundle", f"{use.urn}:parcel", name, f"{use.key}.zip", content,
                             LICENCE)  # fmt: skip

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """The page of a received parcel, where its key is compared before anything is used."""
        if item.kind != "ai_bundle":
            return ""
        owner, user = Authority.objects.get(slug=authority.id), User.objects.get(pk=user_pk)
        known = parcels(owner).filter(digest=sha256(item.content).hexdigest()).first()
        found = known or actions.receive(user, owner, item.content)
        return reverse("ai_parcel", args=[owner.slug, found.pk])


def _card(use: RecipeUse) -> bytes:
    """The living card, dated of the last change of its use: the same until something changes."""
    found, day = queries.evaluation_of(use.key, use), timezone.localdate(use.changed_at)
    blocks = queries.measured_blocks(use)
    card = living_card(registry.card(use.key), queries.holder_of(use), found, blocks, day)
    return json.dumps(card, ensure_ascii=False, indent=1, default=str).encode()


sharing = SharedAI()
