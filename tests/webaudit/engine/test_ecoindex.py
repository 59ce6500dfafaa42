import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.webaudit.engine.carbon import page_view_g
from jalons.webaudit.engine.ecoindex import ecoindex
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.store import carbon_model, ecoindex_method


def score_of(dom, requests, kb, **options):
    return ecoindex(ecoindex_method(), dom_nodes=dom, requests=requests, size_kb=kb, **options)


# dom, requests, kB, raw score, then (score, grade, g, cl) rounded first, then (grade, g, cl) raw;
# measured with the two implementations in use elsewhere (the JavaScript one refuses the last line)
REFERENCE = [
    (0, 0, 0, 100, (100, "A", 1.00, 1.50), ("A", 1.00, 1.50)),
    (1, 1, 1, 98.5052, (99, "A", 1.02, 1.53), ("A", 1.03, 1.54)),
    (47, 2, 1.37, 95, (95, "A", 1.10, 1.65), ("A", 1.10, 1.65)),
    (100, 100, 100, 72.0158, (72, "B", 1.56, 2.34), ("B", 1.56, 2.34)),
    (600, 40, 1024, 60.9172, (61, "C", 1.78, 2.67), ("C", 1.78, 2.67)),
    (693, 78, 2420, 43.6823, (44, "D", 2.12, 3.18), ("D", 2.13, 3.19)),
    (1500, 90, 3200, 25.1067, (25, "F", 2.50, 3.75), ("E", 2.50, 3.75)),
    (2479, 281, 8037.54, 5, (5, "G", 2.90, 4.35), ("G", 2.90, 4.35)),
    (594601, 3920, 223212.26, 0, (0, "G", 3.00, 4.50), ("G", 3.00, 4.50)),
]


@pytest.mark.parametrize("case", REFERENCE)
def test_the_score_is_the_one_other_implementations_find(case):
    dom, requests, kb, raw, rounded, exact = case
    ours = score_of(dom, requests, kb)
    assert ours.score == pytest.approx(raw, abs=1e-4)
    assert (ours.grade, round(ours.ghg_g, 2), round(ours.water_cl, 2)) == exact
    same_as_python = score_of(dom, requests, kb, compat="python")
    assert (
        same_as_python.score,
        same_as_python.grade,
        round(same_as_python.ghg_g, 2),
        round(same_as_python.water_cl, 2),
    ) == rounded


def test_rounding_before_grading_is_said_in_the_method():
    assert "compat=python" in score_of(1, 1, 1, compat="python").method
    assert "compat" not in score_of(1, 1, 1).method


def test_a_page_past_every_bound_scores_zero_and_not_less():
    assert score_of(10**7, 10**6, 10**9).score == pytest.approx(0)


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.floats(0, 1e6))
def test_a_heavier_page_never_scores_better(dom, requests, kb):
    score = score_of(dom, requests, kb).score
    assert -1e-9 <= score <= 100
    assert score_of(dom + 1, requests, kb).score <= score
    assert score_of(dom, requests + 1, kb).score <= score
    assert score_of(dom, requests, kb + 1).score <= score


@pytest.mark.parametrize(
    ("score", "grade"), [(80.1, "A"), (80, "B"), (70, "C"), (10, "G"), (0, "G")]
)
def test_a_grade_begins_strictly_above_its_threshold(score, grade):
    assert ecoindex_method().grade(score) == grade


def test_a_negative_measure_is_refused():
    with pytest.raises(WebAuditError) as caught:
        score_of(-1, 0, 0)
    assert caught.value.code == "measure_negative"
    with pytest.raises(WebAuditError, match="négative"):
        page_view_g(carbon_model(), -1)


def test_the_formula_is_free_and_the_proxies_are_attributed():
    assert ecoindex_method().source.licence == "MIT"
    assert "Bordage" in ecoindex_method().proxies_source.publisher
    assert not ecoindex_method().proxies_source.verified


@pytest.mark.parametrize(
    ("size", "world", "french"),
    [(1e6, 0.1482, 0.06093492), (2.5e6, 0.3705, 0.1523373)],
)
def test_grams_per_view_are_those_of_co2js(size, world, french):
    assert page_view_g(carbon_model(), size) == pytest.approx(world, abs=1e-9)
    assert page_view_g(
        carbon_model(), size, grid_g_per_kwh=carbon_model().french_g_per_kwh
    ) == pytest.approx(french, abs=1e-9)
