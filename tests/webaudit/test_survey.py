import pytest

from jalons.webaudit.capture import Visit
from jalons.webaudit.capture.survey import Survey, Visitor
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.survey import Route, unvisited
from jalons.webaudit.store import ecoindex_method, house_budget

STRANGER = Visitor("signed_out", instances=3, scout=True)
ROUTES = (
    Route("links", "/links", "/links"),
    Route("item", "/item/[0-9]+"),
    Route("thing", "/thing/[0-9]+", kind="item"),
    Route("file", "/file"),
    Route("document", "/document", "/document"),
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


def seen(pages, site):
    return {page.capture.url.removeprefix(site) for page in pages}


def test_a_stranger_sees_a_sample_of_each_open_page_and_the_longest(chromium, site):
    pages = list(survey(chromium, site).pages([STRANGER]))
    # the first item, and the longest of its kind; where /moved leads
    assert seen(pages, site) == {
        *("/links", "/svg", "/heavy", "/item/1", "/thing/2", "/sober", "/next", "/document")
    }
    assert len(pages) == 8
    assert unvisited(ROUTES, pages) == ("file", "moved", "private")
    assert {p.stands_for for p in pages if p.route in {"item", "thing"}} == {("item", "thing")}


def test_a_member_confirms_the_link_and_sees_what_is_closed(chromium, site):
    pages = list(survey(chromium, site).pages([STRANGER, Visitor("member", site + "/link")]))
    assert {page.role for page in pages if page.route == "private"} == {"member"}
    # the same elements for both: visited once
    assert {page.role for page in pages if page.route == "links"} == {"signed_out"}


def test_an_html_file_is_judged_for_who_reads_it_not_for_its_length(chromium, site):
    pages = survey(chromium, site).pages([STRANGER])
    document = next(page for page in pages if page.route == "document")
    assert document.capture.dom_nodes > 700
    assert [breach.check.value for breach in document.verdict.breaches] == ["overflow"]
    assert document.verdict.breaches[0].details == ("360 px",)


def test_an_allowance_is_given_to_its_page_alone(chromium, site):
    heavy = next(p for p in survey(chromium, site).pages([STRANGER]) if p.route == "heavy")
    assert {breach.check.value for breach in heavy.verdict.breaches} == {"ecoindex"}


def test_the_number_of_pages_requested_is_bounded(chromium, site):
    assert len(list(survey(chromium, site, most_pages=2).pages([STRANGER]))) == 2


def test_a_link_without_a_button_opens_no_session(chromium, site):
    with pytest.raises(WebAuditError) as caught:
        list(survey(chromium, site).pages([Visitor("member", site + "/sober")]))
    assert caught.value.code == "sign_in_failed"
