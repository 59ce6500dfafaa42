"""A recipe of the tests, beside those of the product: evaluated in an instant."""

from __future__ import annotations

from pathlib import Path

import pytest

from jalons.ailibrary import recipes
from jalons.ailibrary.recipes import evaluating, registry

SAMPLES = Path(__file__).parent / "sample_recipes"


def _forget():
    for each in (registry.folders, registry.card, evaluating.shipped):
        each.cache_clear()


@pytest.fixture
def voirie():
    """The key of the recipe of the tests, known to the product meanwhile."""
    recipes.__path__.append(str(SAMPLES))
    _forget()
    yield "voirie"
    recipes.__path__.remove(str(SAMPLES))
    _forget()


@pytest.fixture
def apart(voirie, tmp_path, monkeypatch):
    """The same, known to the processes that are started too."""
    lines = f"from jalons.ailibrary import recipes\nrecipes.__path__.append({str(SAMPLES)!r})\n"
    (tmp_path / "sitecustomize.py").write_text(lines)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    return voirie
