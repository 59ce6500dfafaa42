"""Suggests themes of answers, and records what people chose (``ThemeSuggester``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalons.ailibrary.web.queue import chain
from jalons.ailibrary.web.queue.models import ChainEntry, Review
from jalons.ailibrary.web.queue.pseudonyms import code_of, digest_of_text
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.ailibrary.web.themes.queries import RECIPE
from jalons.foundation.accounts.models import Authority, User
from jalons.kernel import Urn
from jalons.kernel.contracts import CodedText, ThemeDecision, ThemeSuggestion

Verdict, Kind = Review.Verdict, ChainEntry.Kind


class RecipeOfThemes:
    """The recipe ``themes``, as an authority uses it."""

    def suggest(
        self, authority: Urn, themes: Mapping[str, str], coded: Sequence[CodedText],
        texts: Sequence[str], lang: str,
    ) -> Sequence[ThemeSuggestion]:  # fmt: skip
        """A suggestion for each text, an empty one where nothing is sure. Runs in a worker.

        Each text is read in its own language: only French ones get a suggestion.
        """
        del lang
        use = use_of(_owner(authority), RECIPE)
        if use is None or not use.may_suggest or not themes:
            return [ThemeSuggestion(())] * len(texts)
        from jalons.ailibrary.recipes.themes.reading import prepared  # NumPy: the worker alone

        pairs = [(each.text, each.themes) for each in coded]
        return prepared(themes, pairs, by_rule=use.by_rule).reader.read(texts)

    @transaction.atomic
    def record(self, authority: Urn, user_pk: int, decisions: Sequence[ThemeDecision]) -> None:
        """Write each decision to the chain of acts; none of an authority without the recipe."""
        owner = _owner(authority)
        use = use_of(owner, RECIPE)
        user, now = User.objects.filter(pk=user_pk).first(), timezone.now()
        by = code_of(owner, user)
        for each in decisions:
            if use is not None or each.suggestion.themes:
                is_blind = bool(each.suggestion.themes) and not each.seen
                kind = Kind.BLIND if is_blind else Kind.DECISION
                said = {"by": by, **_said(owner, each)}
                chain.append(owner, kind, str(each.item), said, now=now)


suggester = RecipeOfThemes()


def _said(owner: Authority, decision: ThemeDecision) -> dict[str, Any]:
    """A decision as the chain has it: keys of themes, a hash of the words, no text."""
    suggested, chosen = decision.suggestion.themes, decision.chosen
    words = " ".join(decision.suggestion.evidence)
    mode = ("open" if decision.seen else "blind") if suggested else "none"
    followed = Verdict.ACCEPT if set(suggested) == set(chosen) else Verdict.EDIT
    return {
        "recipe": RECIPE, "verdict": str(followed if mode == "open" else Verdict.CHOICE),
        "mode": mode, "suggested": sorted(suggested), "chosen": sorted(chosen),
        "source": decision.suggestion.by,
        "evidence": digest_of_text(owner, words) if words else "",
    }  # fmt: skip


def _owner(authority: Urn) -> Authority:
    return Authority.objects.get(slug=authority.id)
