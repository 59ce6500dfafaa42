"""What writing costs: processor time against observations committed."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Meter:
    """Processor seconds of this process while it wrote, and the observations it committed.

    Writes overlap: a moment of the processor is counted once. What other pages did meanwhile in the
    same process is counted too, so the figure is an upper bound.
    """

    seconds: float = 0.0
    observations: int = 0
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @staticmethod
    def started() -> float:
        """The mark to give back when the write is committed."""
        return time.process_time()

    def committed(self, since: float, observations: int) -> None:
        """Count a write begun at the mark ``since``."""
        with self._lock:
            now = time.process_time()
            self.seconds += max(0.0, now - max(since, self._until))
            self._until = now
            self.observations += observations

    def per_thousand(self) -> float | None:
        """CPU-seconds per 1,000 observations; None before the first thousand."""
        if self.observations < 1_000:
            return None
        return self.seconds / self.observations * 1_000
