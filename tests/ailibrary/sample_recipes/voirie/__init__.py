"""A small recipe that is evaluated in an instant: a keyword, against counted words."""

from __future__ import annotations

import os
import random
import time
from collections import Counter

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.metrics import ACCURACY
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Sample, Split
from jalons.ailibrary.recipes.contract import Candidate, Check, Recipe, Task
from jalons.ailibrary.recipes.registry import card

ROADS = ("trou", "chaussée", "trottoir", "lampadaire", "route", "virage")
OTHER = ("cantine", "crèche", "piscine", "livre", "impôt", "concert")


def _texts() -> Sample:
    draw = random.Random(4)
    items, truths = [], []
    for place in range(240):
        words = ROADS if place % 2 else OTHER
        items.append(f"Bonjour, {draw.choice(words)} près de {draw.choice(words)}")
        truths.append("roads" if place % 2 else "other")
    return Sample(tuple(items), tuple(truths))


def _split(seed: int, own: Sample | None) -> Split:
    whole = own or _texts()
    if len(whole) < 20:
        raise AIError("sample_lengths", items=len(whole), truths=20)
    places = list(range(len(whole)))
    random.Random(seed).shuffle(places)
    half = len(places) // 2
    return Split(whole.part(places[:half]), whole.part(()), whole.part(places[half:]))


def _rule(_split: Split, _seed: int):
    return lambda items: ["roads" if "route" in text or "trou" in text else "other"
                          for text in items]  # fmt: skip


def _model(split: Split, _seed: int):
    for text in (*split.train.items, *split.test.items):
        if library := text.partition("import:")[2]:
            __import__(library)  # as a training library would be
        if text == "environment:":
            known = {"HTTPS_PROXY", "JALONS_SECRET_KEY"} & set(os.environ)
            raise RuntimeError(f"{sorted(known)}" if known else "JALONS_SECRET_KEY absent")
        if text == "forever":
            time.sleep(60)
    counts = {label: Counter() for label in ("roads", "other")}
    for text, truth in zip(split.train.items, split.train.truths, strict=True):
        counts[truth].update(text.lower().split())

    def label(words):
        return max(counts, key=lambda each: sum(counts[each][word] for word in words))

    def answer(items):
        return [label(text.lower().split()) for text in items]

    return answer


def _checks(results):
    found = results["word_counts"].scores["accuracy"].value
    return [Check("accuracy", found, 0.9), Check("accuracy", found, 0.2, at_least=False)]


recipe = Recipe(
    "voirie", card("voirie"),
    (Candidate("keywords", CandidateKind.RULE, "keywords", _rule),
     Candidate("word_counts", CandidateKind.MODEL, "linear", _model)),
    Task(_split, (ACCURACY,), Margin(plus=0.05),
         noise=lambda items, _seed: [text.replace("é", "e") for text in items], checks=_checks),
)  # fmt: skip
