"""A small recipe that is true to the door of the orientation: words lead to themes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.metrics import ACCURACY
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Sample, Split
from jalons.ailibrary.recipes.contract import Candidate, Card, Recipe, Task

WORDS = {"trottoir": "voirie", "chaussée": "voirie", "poubelle": "déchets", "tri": "déchets",
         "cantine": "école", "platane": "arbres"}  # fmt: skip
SENSITIVE = {"rsa", "urgence"}


@dataclass(frozen=True)
class Suggestion:
    labels: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    abstained: bool = True
    reason: str = "unseen"
    evidence: tuple[str, ...] = ()
    by: str = "model"


@dataclass(frozen=True)
class Suggester:
    words: Mapping[str, str]
    digest: str
    by: str
    services: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.words.values()))

    def suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        return [self._one(text.lower().split()) for text in texts]

    def _one(self, said: list[str]) -> Suggestion:
        if SENSITIVE & set(said):
            return Suggestion(reason="annex_iii", evidence=tuple(SENSITIVE & set(said)))
        seen = [word for word in said if word in self.words]
        counts = Counter(self.services.get(self.words[word], "") for word in seen)
        labels = [label for label, _n in counts.most_common(3) if label]
        if not labels:
            return Suggestion()
        scores = tuple(counts[label] / len(seen) for label in labels)
        return Suggestion(tuple(labels), scores, False, "", tuple(seen), self.by)


def load(bundle: bytes | None, *, by_rule: bool = False, labels: Mapping[str, str] = {}):
    words = json.loads(bundle) if bundle else WORDS
    themes = set(words.values())
    services = labels or {theme: theme for theme in themes}
    digest = hashlib.sha256(bundle or b"").hexdigest()
    return Suggester(words, digest, "rule" if by_rule else "model", services)


def train(texts: Sequence[str], labels: Sequence[str], seed: int) -> bytes:
    """Each word leads to the label it stands with most."""
    found: dict[str, Counter[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        for word in text.lower().split():
            found.setdefault(word, Counter())[label] += 1
    return json.dumps({word: each.most_common(1)[0][0] for word, each in found.items()}).encode()


def _split(seed: int, own: Sample | None) -> Split:
    assert own is not None
    places = range(len(own))
    return Split(*(own.part([at for at in places if (at + seed) % 3 == part])
                   for part in range(3)))  # fmt: skip


def _majority(split: Split, _seed: int):
    usual = Counter(split.train.truths).most_common(1)[0][0]
    return lambda items: [usual] * len(items)


def _learned(split: Split, seed: int):
    bundle = train(split.train.items, split.train.truths, seed)
    labels = {label: label for label in split.train.truths}
    door = load(bundle, labels=labels)
    return lambda items: [(each.labels or ("",))[0] for each in door.suggest(items)]


_NAMES = {"fr": "Essai", "en": "Sample"}
recipe = Recipe(
    "orientation", Card("1", *([_NAMES] * 10), kind="classification"),
    (Candidate("majority", CandidateKind.RULE, "constant", _majority),
     Candidate("words", CandidateKind.MODEL, "keywords", _learned)),
    Task(_split, (ACCURACY,), Margin(plus=0.05)),
)  # fmt: skip
