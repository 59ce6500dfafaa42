"""Where an authority stands on the path, in words: one sentence, and a status per commitment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jalons.kernel import Messages
from jalons.strategy.engine.diagnosis.path import Standing, Walked
from jalons.wording import format_percent

_LEAST = 0.005  # a share below reads 0 %


def sentence(path: Sequence[Standing], lang: str) -> str:
    """How many commitments are known, advance and are late, in one sentence of ``lang``."""
    counts = (
        ("advancing", sum(standing.advancing for standing in path)),
        ("late", sum(standing.late > 0 for standing in path)),
    )
    also = [
        _say(f"path_{name}_{'one' if count == 1 else 'some'}", lang, count=_word(count, lang))
        for name, count in counts
        if count
    ]
    return ", ".join([_known(path, lang).removesuffix("."), *also]) + "."


def _known(path: Sequence[Standing], lang: str) -> str:
    """How many are measured; while none is, how many have answers."""
    measured = sum(standing.measured for standing in path)
    answered = sum(standing.answered for standing in path)
    total = _word(len(path), lang)
    count, family = (measured, "path") if measured or not answered else (answered, "path_answered")
    if count == 0:
        return _say("path_none", lang, total=total)
    key = "all" if count == len(path) else "one" if count == 1 else "some"
    return _say(f"{family}_{key}", lang, count=_word(count, lang).capitalize(), total=total)


def standing_words(standing: Standing, lang: str) -> str:
    """Where a commitment is: its milestones once answered, else its measures; then lateness."""
    far = standing.walked
    if far and far.answered:
        found = [walked_words(far, lang)]
    elif far and not far.milestones and not standing.measured:
        found = [_say("stake_away", lang)]
    else:
        found = [_say("stake_measured" if standing.measured else "stake_unmeasured", lang)]
    if standing.late:
        key = "stake_late.one" if standing.late == 1 else "stake_late.many"
        found.append(_say(key, lang, count=standing.late))
    return ", ".join(found)


def walked_words(far: Walked, lang: str) -> str:
    """The milestones reached; while none is, what is done and planned: "0 sur 4, 29 % prévu"."""
    one = far.reached == 1 or (far.reached == 0 and lang == "fr")
    key = "stake_reached.one" if one else "stake_reached.many"
    found = [_say(key, lang, reached=far.reached, total=far.milestones)]
    if not far.reached:
        parts = (("stake_done", far.shares.done), ("stake_planned", far.shares.planned))
        found += [
            _say(key, lang, share=format_percent(share, lang))
            for key, share in parts
            if share >= _LEAST
        ]
    return ", ".join(found)


def _word(number: int, lang: str) -> str:
    return _say(f"number_{number}", lang, missing=str(number))


def _say(key: str, lang: str, **params: Any) -> str:
    return Messages.of("jalons.strategy").text(key, lang, **params)
