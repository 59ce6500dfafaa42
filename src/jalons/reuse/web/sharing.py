"""What reuse shares with other territories: devices offered or needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem
from jalons.reuse.web.offers.models import Offer
from jalons.reuse.web.offers.shelf import LICENCE, PAGE


class SharedReuse:
    """Offers and needs, until their day."""

    kinds: Mapping[str, str] = {"offer": N_("Equipment offered"), "need": N_("Equipment needed")}

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """What the public page shows of them."""
        snapshot = shown_by(authority)
        for each in snapshot.shelves[PAGE].values if snapshot else ():
            name = f"{Urn.parse(each['id']).id}.json"
            yield SharedItem(each["side"], each["id"], each["title"], name, _notice(each), LICENCE)

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """The page of the offers and needs, where one answers with one's own."""
        del user_pk
        return reverse("reuse_offer_list", args=[authority.id]) if item.kind in self.kinds else ""


def _notice(each: Mapping[str, Any]) -> bytes:
    kind = str(Offer(kind=each["kind"]).get_kind_display())
    parts = [kind, str(each["year"] or ""), each["place"] or "", each["page"] or ""]
    said = {
        "title": each["title"], "subject": "equipment", "quantity": each["quantity"],
        "description": " · ".join(filter(None, parts)), "until": each["valid_until"],
        "service": each["role"],
        **({"commune": each["commune"]} if each["commune"] else {}),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


sharing = SharedReuse()
