"""The door of the recipe: requests in, suggestions of services out; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalons.ailibrary.engine.abstention.conformal import label_set
from jalons.ailibrary.engine.bundles.format import Bundle, digest, read
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.text.language import is_french
from jalons.ailibrary.engine.text.words import words
from jalons.ailibrary.recipes.orientation.model import LinearModel
from jalons.ailibrary.recipes.orientation.rule import MenuRule
from jalons.ailibrary.recipes.orientation.scorer import Scorer
from jalons.ailibrary.recipes.orientation.sensitive import sensitive
from jalons.ailibrary.recipes.orientation.sheets import SHIPPED, content

KEY = "orientation"
MOST_LABELS = 3  # shown to an agent; more is not a help


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the recipe answers to a request.

    ``labels`` is the set that contains the right service as often as promised, the most probable
    first, at most 3; empty when ``abstained``. ``reason`` is then "empty", "language",
    "annex_iii" (left to people by law), "unseen" (a subject it does not know, or one that no
    service of the authority has) or "unsure" (too many services are possible, or no word of the
    text explains the answer).
    ``evidence`` are the words that counted most; ``by`` is "rule" or "model".
    """

    labels: tuple[str, ...]
    scores: tuple[float, ...]
    abstained: bool
    reason: str
    evidence: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class Suggester:
    """A rule or a model with the services of an authority; ``digest`` names its bundle.

    ``labels`` are the services it can suggest; ``coverage`` is the share of its answers that are
    promised to contain the right one, 0 when nothing can be promised.
    """

    labels: tuple[str, ...]
    digest: str
    by: str
    coverage: float
    limit: float
    scorer: Scorer
    services: Mapping[str, str]

    def suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        """One suggestion by text, in the same order."""
        reasons = [
            _set_aside(text) or ("" if self.scorer.knows(text) else "unseen") for text in texts
        ]
        scored = [text for text, reason in zip(texts, reasons, strict=True) if not reason]
        shares = iter(self.scorer.shares(scored))
        return [
            self._silent(reason) if reason else self._answer(text, next(shares))
            for text, reason in zip(texts, reasons, strict=True)
        ]

    def _answer(self, text: str, shares: Mapping[str, float]) -> Suggestion:
        themes: dict[str, list[str]] = defaultdict(list)
        for label in shares:
            themes[self.services.get(label, "")].append(label)
        merged = {name: min(1.0, sum(shares[one] for one in found))
                  for name, found in themes.items()}  # fmt: skip
        ranked = label_set(merged, self.limit)
        if not self.coverage:
            ranked = tuple(label for label in ranked if merged[label] > 0)[:MOST_LABELS]
        if ranked[:1] == ("",):
            return self._silent("unseen")
        labels = tuple(label for label in ranked if label)
        if not 0 < len(labels) <= MOST_LABELS or len(ranked) > MOST_LABELS:
            return self._silent("unsure")
        best = max(themes[labels[0]], key=lambda label: shares[label])
        evidence = self.scorer.evidence(text, best)
        if not evidence:
            return self._silent("unsure")
        scores = tuple(round(merged[label], 4) for label in labels)
        return Suggestion(labels, scores, abstained=False, reason="", evidence=evidence, by=self.by)

    def _silent(self, reason: str) -> Suggestion:
        return Suggestion((), (), abstained=True, reason=reason, evidence=(), by=self.by)


def load(
    bundle: bytes | None, *, by_rule: bool = False, labels: Mapping[str, str] = {}
) -> Suggester:
    """What suggests from a bundle; None is the one that Jalons ships.

    ``labels`` gives the service of the authority for each theme, many to one; without it themes
    are suggested. Labels that the authority taught are services already, and stay as they are.
    ``AIError`` when the bundle is altered, or is not one of this recipe.
    """
    data = content(SHIPPED) if bundle is None else bundle
    found = read(data)
    if found.manifest.recipe != KEY:
        raise AIError("bundle_recipe", recipe=found.manifest.recipe, expected=KEY)
    scorer: Scorer = MenuRule.of(found) if by_rule else LinearModel.of(found)
    own = found.manifest.kind == "own" or not labels
    services = {
        label: label if own else labels[label]
        for label in scorer.labels
        if own or labels.get(label)
    }
    by = "rule" if by_rule else "model"
    known = tuple(dict.fromkeys(services.values()))
    limit = _threshold(found, by)
    coverage = _threshold(found, "coverage") if limit < 1 else 0.0
    return Suggester(known, digest(data), by, coverage, limit, scorer, services)


def train(texts: Sequence[str], labels: Sequence[str], seed: int) -> bytes:
    """A bundle that learned from the sheets and from the decisions of the authority.

    Slow, and needs the optional libraries (extra ``ai``): call it in a job. ``AIError``
    (``labels_too_few``, ``labels_one``, ``training_missing``) explained.
    """
    from jalons.ailibrary.recipes.orientation.training import own_bundle

    return own_bundle(texts, labels, seed)


def _threshold(bundle: Bundle, name: str) -> float:
    try:
        return bundle.manifest.thresholds[name]
    except KeyError as missing:
        raise AIError("bundle_model", why=f"thresholds.{name}") from missing


def _set_aside(text: str) -> str:
    """Why a text is not read by the recipe; "" when it is."""
    if not words(text):
        return "empty" if not text.strip() or not any(map(str.isalpha, text)) else "language"
    if not is_french(text):
        return "language"
    return "annex_iii" if sensitive(text) else ""
