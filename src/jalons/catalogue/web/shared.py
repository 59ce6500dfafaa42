"""What the catalogue shares with other territories: its description in DCAT, its charters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.urls import reverse

from jalons.catalogue.web.charters import shelf as charters
from jalons.catalogue.web.exchange import public_views
from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem

LICENCE = "etalab-2.0"


class SharedCatalogue:
    """The datasets of the public page, and the charters with the state of what they commit to."""

    kinds: Mapping[str, str] = {"catalogue": N_("Data catalogue"), "charter": N_("Charter")}

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """What the public page shows of both. Loads RDF: in a worker."""
        if (snapshot := shown_by(authority)) is None:
            return
        if found := public_views.shown(snapshot):
            from jalons.catalogue.documents.dcat import written
            from jalons.catalogue.documents.dcat_graph import triples

            filled = public_views.catalog(snapshot.page.authority, found)
            yield SharedItem("catalogue", f"{authority}:catalogue", filled.title,
                             "catalogue.jsonld", written(triples(filled), "jsonld"), LICENCE)  # fmt: skip
        for item in snapshot.shelves[charters.PAGE].items:
            said = {name: value for name, value in item.value.items() if name != "document"}
            content = json.dumps(said, ensure_ascii=False, indent=1, default=str).encode()
            yield SharedItem("charter", str(item.urn), item.label, f"{item.urn.id}.json", content,
                             LICENCE)  # fmt: skip

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """The page where a charter is written; a catalogue is only shown."""
        del user_pk
        return reverse("charter_new", args=[authority.id]) if item.kind == "charter" else ""


shared = SharedCatalogue()
