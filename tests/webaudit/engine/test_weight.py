import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.webaudit.engine.ecoindex import ecoindex
from jalons.webaudit.engine.measure import PageMeasure, Problem, Resource, median_of
from jalons.webaudit.engine.resource import cache_seconds, facts_of
from jalons.webaudit.engine.weight import contributions, quick_wins
from jalons.webaudit.store import ecoindex_method

METHOD = ecoindex_method()


def page(dom=500, requests=None, kb=None, resources=(), **more):
    count = len(resources) if requests is None else requests
    size = sum(r.transferred for r in resources) / 1000 if kb is None else kb
    answer = {"status": 200, "content_type": "text/html", "final_url": "https://ville.fr/"}
    return PageMeasure(
        url="https://ville.fr/",
        dom_nodes=dom,
        requests=count,
        transferred_kb=size,
        resources=tuple(resources),
        **(answer | more),
    )


def score(dom, requests, kb):
    return ecoindex(METHOD, dom_nodes=dom, requests=requests, size_kb=kb).score


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.floats(0, 1e6))
def test_points_lost_and_the_score_make_a_hundred(dom, requests, kb):
    lost = contributions(page(dom, requests, kb), METHOD)
    assert set(lost) == {"dom", "requests", "size"}
    assert sum(lost.values()) + score(dom, requests, kb) == pytest.approx(100)


def test_a_change_is_scored_again_without_what_it_removes():
    resources = [
        Resource("https://ville.fr/", "document", 20_000),
        Resource("https://ville.fr/a.woff2", "font", 80_000),
        Resource("https://pub.fr/a.js", "script", 300_000, third_party=True),
        Resource("https://pub.fr/b.js", "script", 100_000, third_party=True),
        Resource("https://ville.fr/a.png", "image", 50_000),
        Resource("https://ville.fr/a.png", "image", 50_000),
        Resource("https://ville.fr/absent.png", "image", 500, status=404),
    ]
    wins = {win.code: win for win in quick_wins(page(resources=resources), METHOD)}
    third = wins["no_third_party"]
    assert (third.requests, third.kb) == (2, 400)
    assert third.score == pytest.approx(score(500, 5, 200.5))
    assert third.gain == pytest.approx(third.score - score(500, 7, 600.5))
    assert wins["one_request_each"].resources == ("https://ville.fr/a.png",)
    assert wins["no_heaviest"].resources == ("https://pub.fr/a.js",)
    assert set(wins) == {
        *("no_third_party", "system_fonts", "one_request_each", "no_failure", "no_heaviest")
    }
    gains = [win.gain for win in quick_wins(page(resources=resources), METHOD)]
    assert gains == sorted(gains, reverse=True)


def test_compression_counts_the_bytes_really_saved_and_nothing_without_them():
    plain = [Resource("https://ville.fr/", "document", 90_000, compressed=False)]
    assert "compress" not in {win.code for win in quick_wins(page(resources=plain), METHOD)}
    measured = page(resources=plain, facts={"compression_gain_kb": 60.0})
    win = next(win for win in quick_wins(measured, METHOD) if win.code == "compress")
    assert win.score == pytest.approx(score(500, 1, 30))


def test_elements_past_the_aim_are_scored_at_the_aim():
    (win,) = quick_wins(page(dom=1500, requests=3, kb=90), METHOD)
    assert (win.code, win.score) == ("fewer_elements", pytest.approx(score(600, 3, 90)))


def test_a_page_without_a_score_has_neither_points_nor_changes():
    for measure in (page(dom=None), page(status=404), page(problem=Problem("timeout"))):
        assert contributions(measure, METHOD) == {}
        assert quick_wins(measure, METHOD) == ()


def test_the_median_is_of_each_measure_and_the_spread_is_shown():
    runs = [
        page(dom, requests, kb) for dom, requests, kb in ((10, 3, 90), (30, 1, 50), (20, 2, 70))
    ]
    middle = median_of(runs)
    assert (middle.dom_nodes, middle.requests, middle.transferred_kb, middle.runs) == (20, 2, 70, 3)
    assert middle.spread == {
        "dom_nodes": (10, 30),
        "requests": (1, 3),
        "transferred_kb": (50, 90),
    }


def test_a_visit_that_failed_leaves_the_others_and_all_failed_keep_the_reason():
    failed = page(problem=Problem("timeout", {"seconds": 30}))
    assert median_of([failed, page(kb=9), page(kb=5), failed]).runs == 2
    assert median_of([failed, failed]).problem.code == "timeout"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "no-store, max-age=9"}, 0),
        ({"cache-control": "public, Max-Age=31536000"}, 31536000),
        (
            {
                "date": "Sat, 28 Nov 2026 10:00:00 GMT",
                "expires": "Sat, 28 Nov 2026 11:00:00 GMT",
            },
            3600,
        ),
        ({"date": "Sat, 28 Nov 2026 10:00:00 GMT", "expires": "0"}, 0),
        ({"expires": "soon"}, None),
    ],
)
def test_how_long_an_answer_may_be_used_again(headers, seconds):
    assert cache_seconds(headers) == seconds


def test_shares_without_anything_to_share_are_unknown():
    facts = facts_of([Resource("https://ville.fr/a.jpg", "other", 9, mime="image/jpeg")])
    assert (facts["compressed_share"], facts["cached_share"]) == (None, None)
    assert facts["images_old_format"] == 1
