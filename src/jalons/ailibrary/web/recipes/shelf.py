"""The page for everybody: which AI, for what, who decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.ailibrary.web.recipes import queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.kernel.tables import package_table

PAGE = "recettes-ia"
BESIDE = ("systemes-ia", "algorithmes")  # the shelves that say more of the same subject


def _used(authority: Authority) -> list[RecipeUse]:
    return list(queries.uses(authority).filter(state=queries.State.USED))


def _item(use: RecipeUse) -> public.PublicItem:
    found, month = queries.shown(use.key, use), queries.month_of(use)
    texts = found.texts
    aside = None
    if month and month.decisions and month.set_aside is not None:
        aside = round(month.set_aside / month.decisions, 3)
    value = {
        "id": str(use.urn), "recipe": use.key, "name": texts["name"], "summary": texts["summary"],
        "purpose": texts["purpose"], "must_not": texts["out_of_scope"], "decides": texts["step"],
        "place": texts["place"], "limits": texts["limits"], "department": use.service,
        "overseer": use.overseer, "contact": use.contact_email, "answer_days": use.answer_days,
        "by_rule": queries.uses_rule(use), "measured": found.proof or None,
        "measured_by": found.by_whom or None, "energy": found.energy or None,
        "set_aside": aside, "decisions": month.decisions if month else None,
        "level": str(found.standing.level), "stale": bool(found.standing.stale),
        "blocks": queries.measured_blocks(use),
    }  # fmt: skip
    return public.PublicItem(use.urn, texts["name"], value, tuple(filter(None, (
        use.service, use.overseer))))  # fmt: skip


def _offered(authority: Authority) -> Sequence[tuple[Urn, str]]:
    return [(each.urn, str(each)) for each in _used(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _used(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(map(_item, rows)))


def _words(
    snapshot: public.PublicTerritory, _values: Sequence[Any], addresses: Any
) -> dict[str, Any]:
    """The other pages about AI that have something, and the stories of other authorities."""
    known = {each.name: each for each in public.shelves()}
    filled = [name for name in BESIDE if name in known and snapshot.shelves[name].items]
    beside = [(str(known[name].title), addresses.page(name)) for name in filled]
    return {"beside": beside, "stories": package_table("jalons.ailibrary", "stories")}


def _data(whole: public.PublicTerritory) -> dict[str, Any]:
    return {**whole.head, "recipes": whole.shelves[PAGE].values}


RECIPES = public.Shelf(
    name=PAGE, kind="recipe_use", title=gettext_lazy("Which AI, for what, who decides?"),
    offered=_offered, shown=_shown, template="ailibrary/publication/recettes.html", words=_words,
    per_page=10, reading=public.ReadingRule("recipe_use_edit", sentences=True),
    data={f"{PAGE}.json": _data},
    inside=gettext_lazy("What each recipe does, who decides, what was measured; no person."),
)  # fmt: skip
