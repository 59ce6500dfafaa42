"""What the catalogue shares with other territories: its description in DCAT, its charters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.urls import reverse

from jalons.catalogue.web.charters import shelf as charters
from jalons.catalogue.web.charters.models import Charter, CharterCommitment, CharterPrinciple
from jalons.catalogue.web.exchange import public_views
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer import write
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
            content, uid = written(triples(filled), "jsonld"), f"{authority}:catalogue"
            yield SharedItem("catalogue", uid, filled.title, "catalogue.jsonld", content, LICENCE)
        for item in snapshot.shelves[charters.PAGE].items:
            said = {name: value for name, value in item.value.items() if name != "document"}
            content = json.dumps(said, ensure_ascii=False, indent=1, default=str).encode()
            yield SharedItem("charter", str(item.urn), item.label, f"{item.urn.id}.json", content,
                             LICENCE)  # fmt: skip

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """A draft of the charter, with its credit, to adopt or not; a catalogue is only shown."""
        if item.kind != "charter" or (read := _read(item.content)) is None:
            return ""
        owner, user = Authority.objects.get(slug=authority.id), User.objects.get(pk=user_pk)
        edition = (item.credit.partition(",")[0] or item.licence)[:30]
        known = living(Charter, owner).filter(name=read.name[:150], edition=edition).first()
        draft = known or _draft(owner, user, read, edition, item.credit)
        return reverse("charter", args=[owner.slug, draft.pk])


class _Promise(msgspec.Struct):
    text: str
    principle: str = ""
    measure: str = ""


class _Line(msgspec.Struct):
    commitment: _Promise


class _Read(msgspec.Struct):
    name: str
    commitments: list[_Line] = []


def _read(content: bytes) -> _Read | None:
    try:
        return msgspec.json.decode(content, type=_Read)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _draft(owner: Authority, user: User, read: _Read, edition: str, credit: str) -> Charter:
    """Principles and commitments, without day, owner nor proof: these are one's own to say."""
    charter = Charter(authority=owner)
    written: list[tuple[Registered, dict[str, Any]]] = [
        (charter, {"name": read.name[:150], "edition": edition, "scope": credit})
    ]
    principles: dict[str, CharterPrinciple] = {}
    for each in (line.commitment for line in read.commitments):
        title = (each.principle or read.name)[:200]
        if title not in principles:
            principles[title] = CharterPrinciple(authority=owner)
            values = {"charter": charter, "title": title, "position": len(principles)}
            written.append((principles[title], values))
        values = {"principle": principles[title], "text": each.text[:500],
                  "measure": each.measure[:300]}  # fmt: skip
        written.append((CharterCommitment(authority=owner), values))
    write(owner, user, written)
    return charter


sharing = SharedCatalogue()
