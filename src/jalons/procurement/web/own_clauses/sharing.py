"""What procurement shares with other territories: its own clauses; those it adopts from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.page_language import lang
from jalons.foundation.partners.adopted import announce, credits_of, made_from
from jalons.foundation.publishing.output.public_snapshot import shown_by
from jalons.foundation.register.writer import write
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem
from jalons.procurement.engine.clauses.catalogue import Family, Kind
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.procurement.web.own_clauses.queries import in_use
from jalons.procurement.web.own_clauses.shelf import PAGE
from jalons.procurement.words import clauses as words

LICENCE, KIND, FORMAT = "etalab-2.0", "clause", "jalons-clause/1"
_TEXT = frozenset({".md", ".txt"})


class SharedClause(msgspec.Struct, forbid_unknown_fields=False):
    """A clause as it travels."""

    title: str
    text: str
    format: Literal["jalons-clause/1"] = "jalons-clause/1"
    need: str = ""
    proof: str = ""
    equivalents: str = ""
    kind: Kind = "execution"
    family: Family = "need"
    control: Literal["bid", "delivery", "yearly", "end"] = "bid"
    credit: str = ""


def read(item: SharedItem) -> SharedClause:
    """The clause of a file. Raises ``ProcurementError`` (``shared_clause``)."""
    try:
        if PurePosixPath(item.name).suffix in _TEXT:
            return SharedClause(item.title, item.content.decode("utf-8-sig").strip())
        return msgspec.json.decode(item.content, type=SharedClause)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as refused:
        raise ProcurementError("shared_clause") from refused


class SharedClauses:
    """The clauses of the public page; those of others become drafts of one's own."""

    kinds: Mapping[str, str] = {KIND: N_("Purchasing clause")}

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """What the public page shows of them."""
        snapshot = shown_by(authority)
        shown = snapshot.shelves[PAGE].items if snapshot else ()
        rows = in_use(Authority.objects.get(slug=authority.id)) if shown else ()
        known = {str(each.urn): each for each in rows}
        for each in shown:
            own, value = known[str(each.urn)], {**each.value, "format": FORMAT}
            content = json.dumps({name: value[name] for name in SharedClause.__struct_fields__},
                                 ensure_ascii=False, indent=1).encode()  # fmt: skip
            yield SharedItem(KIND, str(each.urn), each.label, f"{each.urn.id}.json", content,
                             LICENCE, made_from=made_from(own))  # fmt: skip

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """The page of the draft made of a clause; the same one when it was adopted before."""
        owner, user = Authority.objects.get(slug=authority.id), User.objects.get(pk=user_pk)
        found = announce(OwnClause, owner, item, self.shown)
        if found is None:
            said = read(item)
            found = OwnClause(authority=owner, **credits_of(item, self.shown))
            values = {name: getattr(said, name)
                      for name in ("text", "need", "proof", "equivalents", "kind", "family",
                                   "control")}  # fmt: skip
            write(owner, user, [(found, values | {"title": said.title[:160]})])
        return reverse("own_clause", args=[owner.slug, found.pk])

    def shown(self, item: SharedItem) -> Sequence[tuple[str, str]]:
        """A clause in headings and texts. Raises ``ProcurementError`` (``shared_clause``)."""
        said, spoken = read(item), lang()
        place = (words.label("kind", said.kind, spoken), words.label("family", said.family, spoken))
        parts = ((_("Title"), said.title), (_("Place in the tender"), " · ".join(place)),
                 (pgettext("clause", "What it answers"), said.need),
                 (_("Text to paste"), said.text),
                 (_("Proof requested"), said.proof),
                 (_("Equivalent proofs accepted"), said.equivalents),
                 (_("How it is checked"), words.label("control", said.control, spoken)),
                 (_("It comes itself from"), said.credit))  # fmt: skip
        return [(heading, text) for heading, text in parts if text]

    def arrived(self, authority: Urn, item: SharedItem) -> str:
        """Announce a new text on the clause made of it. Raises what ``shown`` raises."""
        announce(OwnClause, Authority.objects.get(slug=authority.id), item, self.shown)
        return ""


sharing = SharedClauses()
