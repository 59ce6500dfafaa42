"""The pages that put inventories together: which ones, their duplicates, then the whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons import wording
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.footprint.engine.merging.decisions import (
    PairDecision,
    PairDecisions,
    PairKey,
    main_reason,
    pair_key,
)
from jalons.footprint.engine.merging.pairs import Likeness, Proposal
from jalons.footprint.web.combinations import actions as combining
from jalons.footprint.web.inventories import queries, tables
from jalons.footprint.web.inventories.lookups import find
from jalons.footprint.web.inventories.models import Combination, InventoryFile
from jalons.footprint.web.labels import device_name, place
from jalons.footprint.words.figures import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import day_words, error_words, short_day_words
from jalons.foundation.tasks.views import follow
from jalons.kernel import Where

PAIRS_PER_PAGE = 6
UNPROCESSABLE = 422
MOST_SOURCES = 12


class CombineForm(forms.Form):
    """Which inventories to put together, and the one to trust."""

    sources = forms.MultipleChoiceField(
        label=gettext_lazy("Put together"), widget=forms.CheckboxSelectMultiple
    )
    trusted = forms.ChoiceField(
        label=gettext_lazy("The one to trust first"),
        help_text=gettext_lazy(
            "When two lines describe one device, the line of this inventory is the one counted."
        ),
    )
    name = forms.CharField(label=gettext_lazy("Name of the whole"), max_length=200, required=False)

    def __init__(self, *args: Any, offered: Sequence[InventoryFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(each.pk): each for each in offered}
        choices = [
            (pk, f"{each} ({day_words(each.created_at)})") for pk, each in self.offered.items()
        ]
        self.fields["sources"].choices = choices  # type: ignore[attr-defined]
        self.fields["trusted"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse one inventory alone, and trust in one left out."""
        cleaned: dict[str, Any] = super().clean() or {}
        sources = cleaned.get("sources", [])
        if "sources" in cleaned and len(sources) < combining.LEAST:
            self.add_error("sources", _("Choose at least two inventories."))
        if sources and cleaned.get("trusted") not in sources:
            self.add_error("trusted", _("Trust one of the inventories you put together."))
        return cleaned

    def ordered(self) -> list[InventoryFile]:
        trusted = self.cleaned_data["trusted"]
        others = [pk for pk in self.cleaned_data["sources"] if pk != trusted]
        return [self.offered[pk] for pk in (trusted, *others)]


def offered_inventories(authority: Authority) -> list[InventoryFile]:
    """The inventories that may be put together: computed, and counted in no combination."""
    assessed = queries.inventories(authority).filter(
        state=InventoryFile.State.ASSESSED, combination=None
    )
    return [each for each in assessed if queries.counted_in(each) is None][:MOST_SOURCES]


@within_authority(Role.CONTRIBUTOR)
def combine(request: HttpRequest, authority: Authority) -> HttpResponse:
    offered = offered_inventories(authority)
    form = CombineForm(request.POST or None, offered=offered)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            sources = form.ordered()
            name = form.cleaned_data["name"].strip() or combining.default_name(sources)
            try:
                made = combining.combine(
                    authority=authority, user=request.user, sources=sources, name=name
                )
            except FootprintError as error:
                form.add_error(None, error_words(error))
            else:
                return redirect("footprint_doubles", authority.slug, made.inventory_id)
    taken = queries.inventories(authority).exclude(combined_in=None).exists()
    context = {"form": form, "offered": offered, "taken": taken}
    return render(request, "footprint/combine.html", context, status=status)


def find_combination(authority: Authority, pk: UUID) -> Combination:
    """How an inventory of an authority is made of others, or 404."""
    return or_404(queries.combination_of(find(authority, pk)))


@within_authority(Role.CONTRIBUTOR)
def doubles(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The lines that may be one device: decided pair by pair, or reason by reason."""
    combination = find_combination(authority, pk)
    if request.method == "POST":
        return _decide(request, combination)
    pairs, verdicts = queries.proposals(combination), queries.verdicts_of(combination)
    reason = request.GET.get("raison", "")
    only_open = bool(request.GET.get("reste"))
    shown = [
        pair
        for pair in pairs
        if (not reason or main_reason(pair).value == reason)
        and not (only_open and verdicts.of(pair))
    ]
    page = Paginator(shown, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    merged, undecided = verdicts.merged(pairs), verdicts.undecided(pairs)
    sources = queries.sources_of(combination)
    context = {
        "inventory": combination.inventory,
        "page": page,
        "pairs": _pairs(page, verdicts, sources),
        "reasons": _reasons(pairs, verdicts),
        "sources": _sources(combination),
        "total": len(pairs),
        "merged": len({(each.second.file, each.second.sheet, each.second.row) for each in merged}),
        "undecided": len(undecided),
        "reason": reason,
        "only_open": only_open,
        "verdicts": [
            (each.value, say(f"verdict.{each.value}", page_language.lang()))
            for each in PairDecision
        ],
        "assessed": combination.inventory.state == InventoryFile.State.ASSESSED,
    }
    return render(request, "footprint/doubles.html", context)


def _decide(request: HttpRequest, combination: Combination) -> HttpResponse:
    """Store the decisions of a form, on a reason or on the pairs of a page; or compute."""
    back = request.get_full_path()
    if "compute" in request.POST:
        try:
            return follow(combining.compute(combination=combination, user=request.user))
        except FootprintError as error:
            messages.error(request, error_words(error))
            return redirect(back)
    reason, said = request.POST.get("reason", ""), request.POST.get("verdict", "")
    if reason in Likeness:
        verdict = PairDecision(said) if said in PairDecision else None
        combining.judge_reason(
            combination=combination, user=request.user, reason=Likeness(reason), verdict=verdict
        )
    else:
        decisions = _decisions(request, combination)
        if decisions:
            combining.judge_pairs(combination=combination, user=request.user, decisions=decisions)
    messages.success(request, _("Saved. Nothing is merged until you compute the whole."))
    return redirect(back)


def _decisions(
    request: HttpRequest, combination: Combination
) -> dict[PairKey, PairDecision | None]:
    """The pairs of a page whose verdict the form changes."""
    known = {pair_key(proposal) for proposal in queries.proposals(combination)}
    decisions: dict[PairKey, PairDecision | None] = {}
    for rank in range(PAIRS_PER_PAGE):
        key = _key(request.POST.get(f"pair{rank}", ""))
        said, was = (request.POST.get(f"{name}{rank}", "") for name in ("verdict", "was"))
        if key is not None and key in known and said != was:
            decisions[key] = PairDecision(said) if said in PairDecision else None
    return decisions


def _key(text: str) -> PairKey | None:
    try:
        first, sheet, row, second, other, other_row = json.loads(text)
        return str(first), str(sheet), int(row), str(second), str(other), int(other_row)
    except (ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class PairShown:
    """A pair proposed: its two lines side by side, and the decision."""

    key: str
    title: str
    why: str
    unlike: str
    table: Table
    verdict: str  # of this pair alone
    by_reason: str  # that of its reason, in words


def _pairs(
    page: Page[Proposal], verdicts: PairDecisions, sources: dict[str, Inventory]
) -> list[PairShown]:
    lang = page_language.lang()
    shown = []
    for each in page:
        own = verdicts.by_pair.get(pair_key(each))
        general = verdicts.by_reason.get(main_reason(each))
        shown.append(
            PairShown(
                key=json.dumps(pair_key(each), ensure_ascii=False),
                title=f"{place(each.first)} / {place(each.second)}",
                why=", ".join(say(f"likeness.{one.value}", lang) for one in each.why),
                unlike=", ".join(say(f"unlike.{one.value}", lang) for one in each.unlike),
                table=_side_by_side(each, sources, lang),
                verdict=own.value if own else "",
                by_reason=say(f"verdict.{general.value}", lang) if general and not own else "",
            )
        )
    return shown


def _side_by_side(pair: Proposal, sources: dict[str, Inventory], lang: str) -> Table:
    columns = (
        Column(_("Inventory")),
        Column(_("Name")),
        Column(_("Kind of device")),
        Column(_("Model")),
        Column(_("Serial number")),
        Column(_("Bought")),
        Column(_("Place")),
    )
    rows = tuple(_side(each, sources[each.file], lang) for each in (pair.first, pair.second))
    return Table(_("The two lines"), columns, rows)


def _side(where: Where, inventory: Inventory, lang: str) -> tuple[str, ...]:
    line = inventory.lines.filter(
        (pl.col("sheet") == where.sheet) & (pl.col("row") == where.row)
    ).row(0, named=True)
    bought = line["purchased"]
    return (
        place(where),
        line["label"],
        device_name(line["device"], lang) if line["device"] else "",
        line["model"],
        line["serial"],
        short_day_words(bought) if bought else "",
        line["site"] or "",
    )


def _reasons(pairs: Sequence[Proposal], verdicts: PairDecisions) -> list[dict[str, Any]]:
    """Each main reason with its number of pairs and their common verdict."""
    lang = page_language.lang()
    counted = Counter(main_reason(pair) for pair in pairs)
    return [
        {
            "value": reason.value,
            "text": say(f"likeness.{reason.value}", lang),
            "count": ngettext("%(count)s pair", "%(count)s pairs", count)
            % {"count": wording.format_number(count, lang)},
            "verdict": verdicts.by_reason[reason].value if reason in verdicts.by_reason else "",
        }
        for reason, count in counted.most_common()
    ]


def _sources(combination: Combination) -> Table:
    """The inventories put together, the trusted one first, with what each counts alone."""
    columns = (Column(_("Inventory")), Column(_("Devices counted alone"), numeric=True))
    rows = []
    for name, assessed in queries.source_assessments(combination).items():
        rows.append(
            (name, wording.format_number(tables.devices_counted(assessed), page_language.lang()))
        )
    return Table(_("Inventories put together, the one to trust first"), columns, tuple(rows))
