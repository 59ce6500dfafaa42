import pytest

from jalons.webaudit.capture import Visit
from jalons.webaudit.capture.survey import Survey
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.survey import Route, unvisited
from jalons.webaudit.store import ecoindex_method, house_budget

ROUTES = (
    Route("links", "/links", "/links"),
    Route("item", "/item/[0-9]+"),
    Route("file", "/file"),
    Route("moved", "/moved"),
    Route("sober", "/sober"),
    Route("next", "/next"),
    Route("private", "/private"),
    Route("svg", "/svg", "/svg"),
    Route("heavy", "/heavy", "/heavy", dom_nodes=800),
)


def survey(chromium, site, **options):
    visit = Visit(without_script=False)
    return Survey(chromium, site, ROUTES, visit, house_budget(), ecoindex_method(), **options)


def test_a_stranger_sees_one_sample_of_each_open_page(chromium, site):
    pages = list(survey(chromium, site).pages("signed_out"))
    assert [page.route for page in pages] == ["links", "svg", "heavy", "item", "sober", "next"]
    assert unvisited(ROUTES, pages) == ("file", "moved", "private")


def test_a_member_confirms_the_link_and_sees_what_is_closed(chromium, site):
    pages = list(survey(chromium, site).pages("member", site + "/link"))
    assert "private" in {page.route for page in pages}
    assert {page.role for page in pages} == {"member"}


def test_an_allowance_is_given_to_its_page_alone(chromium, site):
    heavy = next(p for p in survey(chromium, site).pages("signed_out") if p.route == "heavy")
    assert {breach.check.value for breach in heavy.verdict.breaches} == {"ecoindex"}


def test_the_number_of_pages_is_bounded(chromium, site):
    assert len(list(survey(chromium, site, most_pages=2).pages("signed_out"))) == 2


def test_a_link_without_a_button_opens_no_session(chromium, site):
    with pytest.raises(WebAuditError) as caught:
        list(survey(chromium, site).pages("member", site + "/sober"))
    assert caught.value.code == "sign_in_failed"
