"""Periods of the message for a ministry; the rest is tested with the peer that reads it."""

import pytest

from jalons.federation.engine.sdmx import time_period
from jalons.kernel import Period


@pytest.mark.parametrize(("text", "said"), [
    ("2025", "2025"), ("2026-Q2", "2026-Q2"), ("2026-02", "2026-02"), ("2026-02-03", "2026-02-03"),
    ("2025-09-01/2026-08-31", "2025-09-01/P365D"), ("2026-01-01/2026-02-28", "2026-01-01/P59D"),
])  # fmt: skip
def test_a_period_has_the_words_of_sdmx(text, said):
    assert time_period(Period.parse(text)) == said
