"""Sentences about texts read by people: whether two readers agree, what results stand for."""

from __future__ import annotations

from collections.abc import Mapping

from jalons.participation.engine.reading.agreement import ENOUGH, ReadersAgreement
from jalons.participation.words.sentences import say
from jalons.wording import format_number, format_percent

# Cut points in use, from Landis and Koch (1977): they are a habit, not a proof.
GOOD, FAIR = 0.6, 0.4


def agreement_words(found: ReadersAgreement, lang: str) -> str:
    """How far two readers agree, and what to do about it."""
    texts = format_number(found.texts, lang)
    if not found.texts:
        return say("agreement_none", lang)
    if not found.is_enough:
        return say("agreement_few", lang, texts=texts, least=format_number(ENOUGH, lang))
    share = say("agreement_share", lang, texts=texts, share=format_percent(found.same, lang))
    if found.kappa is None:
        return share
    level = "strong" if found.kappa >= GOOD else "fair" if found.kappa >= FAIR else "weak"
    kappa = format_number(round(found.kappa, 2), lang)
    return f"{share} {say(f'agreement_{level}', lang, kappa=kappa)}"


def standing_words(
    answers: int | None, channels: Mapping[str, int | None], labels: Mapping[str, str], lang: str
) -> str:
    """Whom the answers stand for, and by which channel most of them came."""
    sentence = say("results_sample", lang)
    shown = {key: count for key, count in channels.items() if count}
    if not answers or not shown:
        return sentence
    most = max(shown, key=lambda key: shown[key])
    share = format_percent(shown[most] / answers, lang)
    return f"{sentence} {say('results_channel', lang, channel=labels[most], share=share)}"
