"""Reads texts with the rule, or with the model where it beats the rule on the coded texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jalons.ailibrary.engine.evaluation import gate
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Outcome, Sample
from jalons.ailibrary.engine.text.language import is_french
from jalons.ailibrary.engine.text.vectoriser import Parts
from jalons.ailibrary.engine.text.words import plain, words
from jalons.ailibrary.recipes.themes.model import STEMS, ThemeLesson, ThemeModel, learn
from jalons.ailibrary.recipes.themes.rule import ThemeRule
from jalons.ailibrary.recipes.themes.scores import MACRO_F1, MARGIN
from jalons.kernel.contracts import ThemeSuggestion

LEAST, MOST = 50, 2_000  # coded texts before a model is tried, and how many it learns from
_MOST_LETTERS, _MOST_EVIDENCE = 5_000, 5
_DRAWS = 200
RULE, MODEL = "rule", "model"


@dataclass(frozen=True)
class ThemeReader:
    """The rule, and the model when it is used: the rule then answers for what is not learned."""

    rule: ThemeRule
    model: ThemeModel | None = None

    def read(self, texts: Sequence[str]) -> list[ThemeSuggestion]:
        """A suggestion for each text; none when it is not in French, or nothing is sure."""
        return [self._read(text[:_MOST_LETTERS]) for text in texts]

    def _read(self, text: str) -> ThemeSuggestion:
        if not is_french(text):
            return ThemeSuggestion(())
        answer = self.model.answer(text) if self.model else ()
        if self.model and answer:
            return _said(text, answer, self.model.evidence(text, answer), MODEL)
        answer = self.unlearned(text)
        return _said(text, answer, self.rule.evidence(text, answer), RULE)

    def unlearned(self, text: str) -> tuple[str, ...]:
        """What the rule answers of the themes that the model does not know."""
        known = self.model.themes if self.model else ()
        return tuple(key for key in self.rule.answer(text) if key not in known)


def _said(text: str, answer: tuple[str, ...], evidence: Iterable[str], by: str) -> ThemeSuggestion:
    """A suggestion with its words as the text writes them; nothing that no word explains."""
    wanted = dict.fromkeys(evidence)
    if not answer or not wanted:
        return ThemeSuggestion(())
    written: dict[str, str] = {}
    for word in text.replace("’", " ").replace("'", " ").split():
        for part in words(word):
            written.setdefault(part, _bare(word) if plain(_bare(word)) == part else part)
    shown = [written.get(word, word) for word in wanted][:_MOST_EVIDENCE]
    return ThemeSuggestion(answer, tuple(shown), by)


def _bare(word: str) -> str:
    """A word without the signs around it."""
    return word.strip('.,;:!?…«»“”"()[]-–—/')


def coded_sample(themes: Iterable[str], coded: Iterable[tuple[str, Sequence[str]]]) -> Sample:
    """The last coded texts with the themes that still exist; the same words count once."""
    known = set(themes)
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for text, truth in coded:
        key = " ".join(words(text[:_MOST_LETTERS]))
        if key:
            found.pop(key, None)
            found[key] = (text[:_MOST_LETTERS], tuple(one for one in truth if one in known))
    last = list(found.values())[-MOST:]
    return Sample(tuple(text for text, _truth in last), tuple(truth for _text, truth in last))


@dataclass(frozen=True)
class ThemeJudgement:
    """What the coded texts say: the verdict, None when there are too few, and what to use."""

    verdict: gate.Verdict | None
    reader: ThemeReader


def prepared(
    themes: Mapping[str, str], coded: Iterable[tuple[str, Sequence[str]]], *, by_rule: bool = False
) -> ThemeJudgement:
    """What reads for these themes: the model only when it surely beats the rule on coded texts.

    Each coded text is judged as if it had taught nothing: see :func:`model.learn`.
    """
    sample = coded_sample(themes, coded)
    rule = ThemeRule.of(themes).checked(sample.items, sample.truths)
    if by_rule or len(sample) < LEAST:
        return ThemeJudgement(None, ThemeReader(rule))
    lesson = learn(sample.items, sample.truths)
    reader = ThemeReader(rule, lesson.model)
    verdict = gate.judge(MACRO_F1, _candidates(sample, reader, lesson), MARGIN, draws=_DRAWS)
    used = reader if verdict.reason is gate.Reason.MODEL else ThemeReader(rule)
    return ThemeJudgement(verdict, used)


def _candidates(sample: Sample, reader: ThemeReader, lesson: ThemeLesson) -> list[gate.Candidate]:
    """What the gate compares: the usual themes, the words of themes, the model left out."""
    usual = usual_themes(sample.truths)
    learned = [left_out or reader.unlearned(text)
               for text, left_out in zip(sample.items, lesson.left_out, strict=True)]  # fmt: skip
    return [
        gate.Candidate("usual", CandidateKind.RULE,
                       Outcome(sample.truths, (usual,) * len(sample)), 0.0),
        gate.Candidate("theme_words", CandidateKind.RULE,
                       Outcome(sample.truths, tuple(map(reader.rule.answer, sample.items))), 0.1),
        gate.Candidate("coded_stems", CandidateKind.MODEL,
                       Outcome(sample.truths, tuple(learned)), 1.0),
    ]  # fmt: skip


def usual_themes(truths: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The themes of at least half of the coded texts: what one suggests without reading."""
    keys = dict.fromkeys(key for truth in truths for key in truth)
    return tuple(key for key in keys if 2 * sum(key in truth for truth in truths) >= len(truths))


type Learner = Callable[[Sequence[str], Sequence[Sequence[str]]], ThemeReader]


def learner(themes: Mapping[str, str], parts: Parts = STEMS) -> Learner:
    """What makes a reader from coded texts without asking the gate: to compare candidates."""

    def made(texts: Sequence[str], truths: Sequence[Sequence[str]]) -> ThemeReader:
        rule = ThemeRule.of(themes).checked(texts, truths)
        return ThemeReader(rule, learn(texts, truths, parts).model)

    return made
