"""Reads recipes: how an authority uses each, what was measured, how far its card is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.ailibrary.documents import card as cards
from jalons.ailibrary.engine.cards.blocks import RecipeMonth
from jalons.ailibrary.engine.cards.standing import Known, Standing, standing
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.recipes import registry
from jalons.ailibrary.recipes.contract import Card
from jalons.ailibrary.recipes.evaluating import Evaluation, decoded, shipped
from jalons.ailibrary.web.recipes import own_samples, usage
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.words import cards as words
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.kernel import JalonsError, Source
from jalons.kernel.contracts import MeasuredCard, ai_register
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.kernel.tables import package_table
from jalons.wording import join_words

State = RecipeUse.State
NEEDED = ("overseer", "contact_email")  # of a documented card
TEXTS = ("name", "summary", "purpose", "out_of_scope", "place", "step", "inputs", "output",
         "limits", "technique")  # fmt: skip
# The states of the schema of cards.
STATES = {State.TRIAL: "testing", State.USED: "used", State.SUSPENDED: "suspended",
          State.STOPPED: "stopped"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A recipe as a page shows it: its card, how it is used, what was measured, its level."""

    key: str
    card: Card
    use: RecipeUse | None
    evaluation: Evaluation | None
    standing: Standing

    @property
    def texts(self) -> dict[str, str]:
        """What its card says by field, in the language of the page."""
        found = {name: getattr(self.card, name) for name in TEXTS}
        return {name: texts[lang()] for name, texts in found.items()}

    @property
    def proof(self) -> str:
        """What it was measured to do, in plain words; empty when nobody measured it."""
        return proof_words(self.evaluation) if self.evaluation else ""

    @property
    def by_whom(self) -> str:
        """Who measured it, and when."""
        return by_whom(self.evaluation, self.use) if self.evaluation else ""

    @property
    def energy(self) -> str:
        """What 1,000 answers use."""
        found = self.evaluation
        return words.energy(found.result(found.winner).cost.cpu_seconds, lang()) if found else ""


def uses(authority: Authority) -> QuerySet[RecipeUse]:
    """The recipes an authority tries or uses, if this version still has them."""
    known = registry.recipe_keys()
    return living(RecipeUse, authority).filter(key__in=known).select_related("authority")


def use_of(authority: Authority, key: str) -> RecipeUse | None:
    """How an authority uses a recipe; None when it does not."""
    return living(RecipeUse, authority).filter(key=key).first()


def shelf(authority: Authority) -> list[Shown]:
    """Every recipe of this version, with how the authority uses it."""
    known = {each.key: each for each in uses(authority)}
    return [shown(key, known.get(key)) for key in registry.recipe_keys()]


def shown(key: str, use: RecipeUse | None) -> Shown:
    """A recipe as a page shows it."""
    return Shown(key, registry.card(key), use, evaluation_of(key, use), standing_of(key, use))


def evaluation_of(key: str, use: RecipeUse | None) -> Evaluation | None:
    """The last evaluation of the authority, else the one the recipe ships."""
    if use is not None and use.evaluation:
        try:
            return decoded(use.evaluation)
        except AIError:  # of a version that wrote it otherwise: to measure again
            return None
    return shipped(key)


def month_of(use: RecipeUse) -> RecipeMonth | None:
    """Thirty days of a recipe; None when no topic counts it."""
    return usage.usage_of(use.authority, use.key, timezone.localdate())


def standing_of(key: str, use: RecipeUse | None) -> Standing:
    """How far the card of a recipe is."""
    found, today = evaluation_of(key, use), timezone.localdate()
    month = month_of(use) if use else None
    is_own = found is not None and found.own
    known = Known(
        blank=blank(use) if use else (),
        measured=(found.measured_on or date.min) if found else None,
        same_version=found is None or found.version == registry.card(key).version,
        same_bundle=not is_own or use is None or (
            use.evaluation.get("bundle", use.bundle) == use.bundle
        ),
        own_needed=use is not None and own_samples.is_decided(key), own=is_own,
        last=month.last if month else None,
        since=use.used_since if use and use.state == State.USED and month else None,
    )  # fmt: skip
    return standing(known, today)


def blank(use: RecipeUse) -> list[str]:
    """The fields of a documented card that are empty, in words."""
    empty = (use._meta.get_field(name) for name in NEEDED if not getattr(use, name))
    return [str(each.verbose_name) for each in empty]  # type: ignore[union-attr]


def refusal(use: RecipeUse) -> str:
    """Why a recipe may not be put into use, with the way out; empty when it may."""
    return " ".join(_reasons(use))


def _reasons(use: RecipeUse) -> Iterator[str]:
    if names := blank(use):
        yield _("Fill first: %(names)s.") % {"names": join_words(names, lang())}
    found = evaluation_of(use.key, use)
    if found is None:
        yield _("Measure it first: nothing is known of its results.")
    elif found.version != registry.card(use.key).version:
        yield _("Measure it again: it changed since its last measure.")
    if own_samples.is_decided(use.key) and not (found and found.own):
        text = ngettext("Decide first on %(count)s case of yours while it is on trial, then measure"
                        " it on them.", "Decide first on %(count)s cases of yours while it is on"
                        " trial, then measure it on them.", own_samples.LEAST)  # fmt: skip
        yield text % {"count": own_samples.LEAST}


def next_step(use: RecipeUse) -> str:
    """What the next level of its card lacks; empty when there is none."""
    found = standing_of(use.key, use)
    names = join_words(blank(use), lang())
    return say(f"card.lacks.{found.lacks}", lang(), names=names) if found.lacks else ""


def stale_words(found: Standing) -> str:
    """Why a card is out of date; empty when it is not."""
    return " ".join(say(f"card.stale.{each}", lang()) for each in found.stale)


def proof_words(found: Evaluation) -> str:
    """What a recipe was measured to do, in plain words."""
    score = found.result(found.winner).scores[found.metric]
    return words.score_sentence(found.metric, found.unit, score, lang())


def by_whom(found: Evaluation, use: RecipeUse | None) -> str:
    """Who measured it, and when."""
    said = {"day": day_words(found.measured_on), "who": use.authority.name if use else ""}
    if use is not None and use.evaluation:
        if found.own:
            return _("measured by %(who)s on %(day)s, on its own cases") % said
        return _("measured by %(who)s on %(day)s, on the reference sample of Jalons") % said
    return _("measured by Jalons on %(day)s, on its reference sample") % said


def uses_rule(use: RecipeUse) -> bool:
    """Whether the rule answers, and no model."""
    found = evaluation_of(use.key, use)
    return use.by_rule or (found is not None and found.reason != Reason.MODEL)


def measured_blocks(use: RecipeUse) -> dict[str, Any]:
    """The blocks of its card that machines write, as they are today."""
    found = evaluation_of(use.key, use)
    return cards.measured_blocks(registry.card(use.key), found, month_of(use))


def holder_of(use: RecipeUse) -> cards.Holder:
    """Who uses it and how far, as its card says it."""
    level = standing_of(use.key, use).level
    return cards.Holder(
        str(use.urn), use.authority.name, STATES[State(use.state)], level, use.service,
        use.overseer, use.contact_email, use.answer_days, uses_rule(use),
    )  # fmt: skip


def living_card(use: RecipeUse) -> dict[str, dict[str, Any]]:
    """The card of a recipe that an authority uses."""
    found, today = evaluation_of(use.key, use), timezone.localdate()
    blocks = measured_blocks(use)
    return cards.living_card(registry.card(use.key), holder_of(use), found, blocks, today)


def register_card(use: RecipeUse, blocks: dict[str, Any] | None = None) -> MeasuredCard:
    """What the register of AI systems takes of a recipe; ``blocks`` when they were measured."""
    declared, found = registry.card(use.key), evaluation_of(use.key, use)
    answers = cards.answers_of(declared, found, holder_of(use))
    return MeasuredCard(use.key, declared.name["fr"], declared.summary["fr"],
                        blocks or measured_blocks(use), answers)  # fmt: skip


def register_address(use: RecipeUse) -> str | None:
    """The page of the recipe in the register of AI systems: empty when it is not there.

    None when no room has such a register.
    """
    try:
        return ai_register().entry(use.authority.urn, use.key)
    except JalonsError:
        return None


def headline(found: QuerySet[RecipeUse]) -> str:
    """How many recipes are in use, on trial or suspended."""
    states = list(found.values_list("state", flat=True))
    if not (live := sum(each != State.STOPPED for each in states)):
        return _("No recipe of modest AI is used yet.")
    text = ngettext("%(count)s recipe of modest AI, %(used)s in use.",
                    "%(count)s recipes of modest AI, %(used)s in use.", live)  # fmt: skip
    return text % {"count": live, "used": states.count(State.USED)}


def domain() -> SourcedDomain:
    """What recipes rest on: the power assumed, the data they learned from, stories of others."""
    power = Source(**package_table("jalons.ailibrary", "energy")["source"])
    stories = Source(**package_table("jalons.ailibrary", "stories")["source"])
    learned = [
        Sourced(f"{card.name[lang()]} · {each.title}",
                Source(each.title, each.publisher, each.published, each.licence, each.link,
                       each.verified), each.verified)
        for card in map(registry.card, registry.recipe_keys()) for each in card.data
    ]  # fmt: skip
    others = (Sourced(each.title, each, each.verified) for each in (power, stories))
    return SourcedDomain(_("Modest AI"), (*others, *learned))
