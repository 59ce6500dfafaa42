"""What the chain of acts says of the themes that people chose: counts, nobody's name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.ailibrary.engine.review.judgements import share
from jalons.ailibrary.web.queue import chain
from jalons.ailibrary.web.queue.models import ChainEntry
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.usage import Usage
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import number_words
from jalons.foundation.design.panels import Panel

RECIPE = "themes"
MONTH, MOST = timedelta(days=30), 20_000  # the last acts of the chain that are read
_MARK = f'"recipe":"{RECIPE}"'


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """The last decision on each text: suggestions followed, changed, none made, not seen.

    ``agreed`` counts those not seen that people chose all the same.
    """

    followed: int = 0
    changed: int = 0
    abstained: int = 0
    blind: int = 0
    agreed: int = 0
    last: date | None = None

    @property
    def whole(self) -> int:
        """The texts decided."""
        return self.followed + self.changed + self.abstained + self.blind


def counts(authority: Authority) -> ThemeCounts:
    """What was decided in thirty days, among the last 20,000 acts."""
    rows = ChainEntry.objects.of(authority).filter(
        seq__gt=chain.head_of(authority).seq - MOST, at__gte=timezone.now() - MONTH,
        kind__in=(ChainEntry.Kind.DECISION, ChainEntry.Kind.BLIND), stored__contains=_MARK,
    )  # fmt: skip
    found, last = {}, None
    for item, stored, at in rows.order_by("seq").values_list("item", "stored", "at"):
        found[item], last = json.loads(stored), at
    blind = [each for each in found.values() if each["mode"] == "blind"]
    verdicts = [each["verdict"] for each in found.values()]
    return ThemeCounts(
        verdicts.count("accept"), verdicts.count("edit"), verdicts.count("choice") - len(blind),
        len(blind), sum(each["suggested"] == each["chosen"] for each in blind),
        timezone.localdate(last) if last else None,
    )  # fmt: skip


def usage(authority: Authority, today: date) -> Usage:
    """Thirty days of the recipe, for its living card."""
    del today  # acts are counted by moments
    found = counts(authority)
    right = share([True] * found.agreed + [False] * (found.blind - found.agreed))
    return Usage(found.whole, found.changed, right.value if right.is_shown else None,
                 last=found.last)  # fmt: skip


def panel(use: RecipeUse) -> Panel | None:
    """What the page of the recipe says of the answers read with it."""
    if use.key != RECIPE:
        return None
    found = counts(use.authority)
    if not found.whole:
        return Panel(_("No theme was chosen in the last thirty days."))
    text = ngettext("%(count)s answer read in the last thirty days.",
                    "%(count)s answers read in the last thirty days.", found.whole)  # fmt: skip
    facts = ((_("Suggestion followed"), found.followed), (_("Suggestion changed"), found.changed),
             (_("Without a suggestion"), found.abstained),
             (_("Suggestion not seen"), found.blind))  # fmt: skip
    return Panel(text % {"count": number_words(found.whole)},
                 tuple((term, number_words(count)) for term, count in facts))  # fmt: skip
