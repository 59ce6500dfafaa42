"""Pages judged, runs compared: what is a loss, what is noise, what is not comparable."""

from datetime import UTC, datetime

import msgspec
import pytest

from jalons.kernel import Interval
from jalons.webaudit.engine.history import Trend, compare, judge, runs, summary
from jalons.webaudit.engine.measure import AccessFinding, PageMeasure, Problem
from jalons.webaudit.store import carbon_model, ecoindex_method

HOME = PageMeasure(
    url="https://ville.fr/", status=200, content_type="text/html", dom_nodes=600, requests=40,
    transferred_kb=1024.0,
)  # fmt: skip
IMAGE = AccessFinding("image-alt", "axe", "Les images ont un texte", 2, ("img",))
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def page(**values):
    return judge(msgspec.structs.replace(HOME, **values), ecoindex_method(), carbon_model())


def trends(before, after):
    return [each.trend for each in compare(before, after)]


def test_the_two_gauges_of_gases_are_two_numbers_and_the_score_is_raw():
    one = page()
    assert one.score.mid == pytest.approx(60.9172, abs=1e-4)
    assert one.ecoindex.ghg_g == pytest.approx(1.7817, abs=1e-3)
    assert one.swdm_g == pytest.approx(0.06093492 * 1.024, abs=1e-8)


def test_visits_that_differ_give_an_interval_around_the_median():
    spread = {"dom_nodes": (590.0, 640.0), "requests": (40.0, 44.0)}
    one = page(spread=spread)
    assert one.score.low < one.score.mid < one.score.high


def test_a_page_without_a_score_is_counted_and_not_averaged():
    lost = page(url="https://ville.fr/absente", problem=Problem("page_status", {"status": 404}))
    whole = summary([page(), lost], ecoindex_method())
    assert (whole.pages, whole.scored, whole.grade) == (2, 1, "C")
    assert whole.score.mid == pytest.approx(60.9172, abs=1e-4)
    assert summary([lost], ecoindex_method()).score is None
    assert summary([], ecoindex_method()).pages == 0


def test_the_elements_that_a_file_does_not_say_are_not_zero():
    assert page(dom_nodes=None).score is None


def test_the_grade_of_a_mean_follows_the_raw_mean():
    whole = summary([page(dom_nodes=1500, requests=90, transferred_kb=3200.0)], ecoindex_method())
    assert whole.grade == "E"
    assert round(whole.score.mid) == 25


def test_a_heavier_page_got_worse_and_a_page_within_the_noise_did_not():
    noisy = {"spread": {"dom_nodes": (300.0, 1200.0)}}
    assert trends([page()], [page(requests=90)]) == [Trend.WORSE]
    assert trends([page(requests=90)], [page()]) == [Trend.BETTER]
    assert trends([page(**noisy)], [page(requests=50, **noisy)]) == [Trend.SAME]
    assert trends([page()], [page(requests=41)]) == [Trend.SAME]


def test_a_page_that_cannot_be_measured_any_more_is_a_loss():
    lost = page(problem=Problem("timeout", {"seconds": 30}))
    assert trends([page()], [lost]) == [Trend.LOST]
    assert trends([lost], [page()]) == [Trend.NEW]
    assert trends([lost], [lost]) == [Trend.SAME]


def test_losses_come_first_and_pages_of_one_run_only_are_neither_gain_nor_loss():
    other, third = page(url="https://ville.fr/b"), page(url="https://ville.fr/c")
    worse = page(requests=90)
    found = compare([other, page()], [third, worse])
    assert [each.trend for each in found] == [Trend.WORSE, Trend.NEW, Trend.GONE]


def test_mobile_and_desktop_are_two_pages():
    assert trends([page()], [page(device="mobile")]) == [Trend.NEW, Trend.GONE]


def test_rules_broken_since_are_named_in_words_when_both_runs_examined_them():
    was, now = page(findings=()), page(findings=(IMAGE,))
    (change,) = compare([was], [now])
    assert change.rules == ("Les images ont un texte",)
    (change,) = compare([page()], [now])
    assert change.rules is None
    doubt = msgspec.structs.replace(IMAGE, undecided=True)
    (change,) = compare([was], [page(findings=(doubt,))])
    assert change.rules == ()


def test_the_history_says_when_the_pages_are_not_the_same():
    rows = [
        (1, "a", 60.0, DAY), (1, "b", 40.0, DAY), (2, "a", 70.0, DAY), (2, "b", None, DAY),
        (3, "a", 71.0, DAY),
    ]  # fmt: skip
    first, second, third = runs(rows)
    assert first == (DAY, 2, Interval(40, 50, 60), True)
    assert second == (DAY, 2, Interval.exact(70), False)
    assert third == (DAY, 1, Interval.exact(71), True)
    assert runs([]) == ()
    assert runs([(1, "a", None, DAY)]) == ((DAY, 1, None, True),)
