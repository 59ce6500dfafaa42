"""The dead letters: messages refused, with the reason, to read, correct and replay.

Letters refused together are stored together, so that a flood costs one write a batch. A tenant has
at most ``MOST``: the oldest are dropped first, and counted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from jalons.broker.engine.problems import Problem
from jalons.broker.store.port import Store

KIND = "dead"
COUNT = "dead-count"
MOST = 1_000
MOST_TOGETHER = 200
MOST_TEXT = 65_536
_LOCK = threading.Lock()  # one a process: sources and pages write letters of the same tenant


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message refused: from which source, when, the text of it, and why.

    ``whole`` is false for a part of a message. ``cut`` when it was too long to store entirely: such
    a letter cannot be replayed. ``key`` is set when it is stored. ``mend`` is how to fix it, a
    name the stored letters have.
    """

    source: str
    at: int
    text: str
    reason: str = ""
    where: str = ""
    mend: str = ""
    origin: str = ""
    whole: bool = True
    cut: bool = False
    key: str = ""


def with_reason(each: DeadLetter, problem: Problem) -> DeadLetter:
    """The letter with the reason of a refusal, cut to what is stored."""
    return replace(
        each,
        text=each.text[:MOST_TEXT],
        reason=problem.detail[:1_000],
        where=str(problem.more.get("where", ""))[:200],
        mend=str(problem.more.get("mend", ""))[:200],
        origin=each.origin[:500],
        cut=each.cut or len(each.text) > MOST_TEXT,
    )


class DeadLetters:
    """The dead letters of a tenant."""

    def __init__(self, store: Store, tenant: str, *, most: int = MOST) -> None:
        self._store = store
        self._tenant = tenant
        self._most = most

    def keep(self, letters: Sequence[DeadLetter]) -> None:
        """Keep letters; beyond the bound, the oldest go and are counted."""
        if not letters:
            return
        with _LOCK:
            stored = letters[: min(MOST_TOGETHER, self._most)]
            batches = self._batches()
            newest = max((int(batch["key"]) for batch in batches), default=0)
            key = f"{max(stored[0].at, newest + 1):020d}"
            batch = {"key": key, "letters": [_written(each) for each in stored]}
            self._store.put(self._tenant, KIND, key, batch)
            self._bound([*batches, batch], dropped=len(letters) - len(stored))

    def every(self, *, source: str = "") -> list[DeadLetter]:
        """The letters, the oldest first; of one source, or of all."""
        return [
            replace(DeadLetter(**each), key=f"{batch['key']}.{index}")
            for batch in self._batches()
            for index, each in enumerate(batch["letters"])
            if each is not None and source in ("", each["source"])
        ]

    def dropped(self) -> int:
        """How many letters went for want of room, since the beginning."""
        count = self._store.get(self._tenant, COUNT, COUNT)
        return int(count["dropped"]) if count else 0

    def correct(self, key: str, text: str) -> DeadLetter:
        """Put another text in a letter; raises ``Problem`` when it is not there."""
        found = next((each for each in self.every() if each.key == key), None)
        if found is None:
            raise Problem("ResourceNotFound", f"the letter {key!r} is not there")
        corrected = replace(found, text=text[:MOST_TEXT], cut=len(text) > MOST_TEXT)
        self._change({key: corrected})
        return corrected

    def forget(self, keys: Iterable[str]) -> None:
        """Throw letters away."""
        self._change(dict.fromkeys(keys))

    def update(self, letters: Iterable[DeadLetter]) -> None:
        """Put letters in place of those of the same keys: their reasons changed."""
        self._change({letter.key: letter for letter in letters})

    def _change(self, changes: dict[str, DeadLetter | None]) -> None:
        with _LOCK:
            for batch in self._batches():
                mine = {
                    int(key.partition(".")[2]): value
                    for key, value in changes.items()
                    if key.partition(".")[0] == batch["key"]
                }
                if not mine:
                    continue
                letters = list(batch["letters"])
                for index, value in mine.items():
                    if index < len(letters):
                        letters[index] = None if value is None else _written(value)
                gone = all(letter is None for letter in letters)
                after = None if gone else {**batch, "letters": letters}
                self._store.put(self._tenant, KIND, batch["key"], after)

    def _batches(self) -> list[dict[str, Any]]:
        return sorted(self._store.every(self._tenant, KIND), key=lambda batch: str(batch["key"]))

    def _bound(self, batches: list[dict[str, Any]], *, dropped: int) -> None:
        sizes = [sum(each is not None for each in batch["letters"]) for batch in batches]
        total = sum(sizes)
        for batch, size in zip(batches, sizes, strict=True):
            if total <= self._most:
                break
            self._store.put(self._tenant, KIND, batch["key"], None)
            total -= size
            dropped += size
        if dropped:
            count = {"dropped": self.dropped() + dropped}
            self._store.put(self._tenant, COUNT, COUNT, count)


def _written(each: DeadLetter) -> dict[str, Any]:
    return {**asdict(each), "key": ""}
