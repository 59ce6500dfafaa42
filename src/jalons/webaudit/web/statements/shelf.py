"""The accessibility statements an authority shows to everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents.codec import from_json, to_json
from jalons.foundation.documents.html import fragment
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.webaudit.documents.statement import statement_document
from jalons.webaudit.web.statements import queries
from jalons.webaudit.web.statements.models import AccessStatement
from jalons.webaudit.words import rgaa as words

PAGE = "declarations-accessibilite"


def _item(found: AccessStatement) -> public.PublicItem:
    said, reference = queries.legal_form(found), queries.reference_of(found)
    made = statement_document(said, reference, today=timezone.localdate())
    value = {
        "id": str(found.urn), "service": said.service, "address": said.url,
        "organisation": said.organisation, "conformance": queries.conformance_of(found),
        "rate": round(said.rate.share, 4) if said.rate else None, "reference": reference.version,
        "valid_until": queries.valid_until(found).isoformat(), "document": to_json(made),
    }  # fmt: skip
    texts = [text for each in (*said.nonconformities, *said.exempt, *said.derogations)
             for text in (each.text, each.alternative, each.reason, each.until)]  # fmt: skip
    texts += [said.organisation, said.auditor, *said.environments, *said.tools]
    return public.PublicItem(found.urn, said.service, value, tuple(filter(None, texts)))


def _published(authority: Authority) -> list[AccessStatement]:
    return list(queries.rows(authority).filter(state="published"))


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, str(each)) for each in _published(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _published(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(map(_item, rows)))


def _words(
    _snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    return {"statements": [
        {**each, "mention": words.mention(each["conformance"], "fr"),
         "text": fragment(from_json(each["document"]), level=3)} for each in values
    ]}  # fmt: skip


def _data(snapshot: public.PublicTerritory) -> dict[str, Any]:
    shown = [{name: value for name, value in each.items() if name != "document"}
             for each in snapshot.shelves[PAGE].values]  # fmt: skip
    return {**snapshot.head, "statements": shown}


STATEMENTS = public.Shelf(
    name=PAGE, kind="access_statement", title=gettext_lazy("Accessibility statements"),
    offered=_offered, shown=_shown, template="webaudit/publication/declarations.html",
    words=_words, per_page=5, reading=public.ReadingRule("access_statement_edit", sentences=True),
    data={"declarations-accessibilite.json": _data},
    inside=gettext_lazy("Each statement as the law lays it out; no name of a person."),
)  # fmt: skip
