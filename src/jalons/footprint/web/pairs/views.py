"""The page of the possible duplicates of an inventory: compared, merged by hand, or apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalons.footprint.engine.inventory.corrections import CorrectedField
from jalons.footprint.web.inventories.lookups import find, find_assessed
from jalons.footprint.web.labels import device_name, said_value
from jalons.footprint.web.pairs import actions, queries
from jalons.footprint.web.pairs.queries import Place, SuspectPair, value_of
from jalons.footprint.words.figures import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import lang, short_day_words
from jalons.foundation.tasks.views import follow

PER_PAGE = 6


@require_GET
@within_authority(Role.READER)
def pairs(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The pairs nobody answered, each with what agrees, what differs, and both lines."""
    assessed = find_assessed(authority, pk)
    stored = queries.stored_of(assessed)
    waiting = queries.undecided(assessed, stored) if stored else ()
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "inventory": assessed.inventory,
        "stored": stored,
        "total": len(waiting),
        "page": page,
        "pairs": [_shown(each) for each in page],
    }
    return render(request, "footprint/pairs.html", context)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def search(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Start the search."""
    inventory = find_assessed(authority, pk).inventory
    return follow(actions.search(inventory, request.user, lang()))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def decide(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Merge a pair, say it is two devices, or take back all such answers."""
    assessed = find_assessed(authority, pk)
    stored, said = queries.stored_of(assessed), request.POST.get("verdict", "")
    if stored and said == "forget":
        actions.judge_apart(assessed.inventory, request.user, None)
        return redirect("footprint_pairs", authority.slug, pk)
    wanted = _key(request.POST.get("pair", ""))
    waiting = queries.undecided(assessed, stored) if stored else ()
    pair = next((each for each in waiting if each.key == wanted), None)
    if pair is None:
        messages.error(request, _("This pair was answered meanwhile, or its lines changed."))
    elif said == "apart":
        actions.judge_apart(assessed.inventory, request.user, pair)
        messages.success(request, _("Two devices: this pair will not be shown again."))
    elif said in {"0", "1"}:
        ticked = request.POST.getlist("take")
        taken = [each for each in pair.takeable() if each.value in ticked]
        outcome = actions.merge(find(authority, pk), request.user, pair,
                                counted=int(said), taken=taken)  # fmt: skip
        if not isinstance(outcome, tuple):
            messages.success(request, _("One device. You can undo it in the history."))
            return follow(outcome)
        messages.error(request, _("Somebody corrected these lines meanwhile: look again."))
    return redirect("footprint_pairs", authority.slug, pk)


def _key(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _shown(pair: SuspectPair) -> dict[str, Any]:
    """A pair as the page shows it."""
    titles = [_place(each) for each in (pair.first, pair.second)]
    return {
        "key": json.dumps(pair.key, ensure_ascii=False),
        "title": f"{titles[0]} / {titles[1]}",
        "reasons": ", ".join(pair.reasons),
        "table": _side_by_side(pair, titles),
        "choices": [(str(at), _("One device: count %(line)s") % {"line": title})
                    for at, title in enumerate(titles)],
        "takeable": [(each.value, _differs(pair, each)) for each in pair.takeable()],
    }  # fmt: skip


def _place(place: Place) -> str:
    sheet, row, _part = place
    line = _("line %(row)s") % {"row": row}
    return f"{sheet}, {line}" if sheet else line


def _differs(pair: SuspectPair, field: CorrectedField) -> str:
    """« Lieu : Mairie / École »."""
    values = [said_value(field, value_of(line, field), lang())
              for line in (pair.first_line, pair.second_line)]  # fmt: skip
    return f"{say(f'field.{field.value}', lang())} ({' / '.join(values)})"


def _side_by_side(pair: SuspectPair, titles: Sequence[str]) -> Table:
    labels = (_("Line"), _("Name"), _("Kind of device"), _("Model"), _("Serial number"),
              _("Bought"), _("Place"))  # fmt: skip
    rows = zip(titles, (pair.first_line, pair.second_line), strict=True)
    return Table(_("The two lines"), tuple(map(Column, labels)),
                 tuple(_side(title, line) for title, line in rows))  # fmt: skip


def _side(title: str, line: Mapping[str, Any]) -> tuple[str, ...]:
    bought = line["purchased"]
    return (title, line["label"], device_name(line["device"], lang()) if line["device"] else "",
            " ".join(filter(None, (line["manufacturer"], line["model"]))), line["serial"],
            short_day_words(bought) if bought else "", line["site"] or "")  # fmt: skip
