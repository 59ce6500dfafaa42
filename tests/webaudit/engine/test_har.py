"""Archives made by browsers and tools, cut short, with secrets, of several pages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.har import read_har
from jalons.webaudit.engine.resource import clean_url

HTML = (
    '<!doctype html><html lang="fr"><head><title>Essai</title><link rel="icon" href="/i.png">'
    "<body><main><h1>Un</h1><table><tr><td>a<tr><td>b</table><svg><g><path/></g></svg>"
    "<noscript><p>rien</p></noscript></main>"
)


def entry(url, mime="text/html", *, text=None, page="p1", **more):
    status, sent = more.pop("status", 200), more.pop("sent", 100)
    headers = [{"name": name, "value": value} for name, value in more.pop("headers", {}).items()]
    return {
        "pageref": page,
        "request": {
            "url": url,
            "headers": [{"name": "Authorization", "value": "Bearer SECRET"}],
            "cookies": [{"name": "session", "value": "SECRET"}],
            "postData": {"text": "password=SECRET"},
        },
        "response": {
            "status": status,
            "headers": [*headers, {"name": "Set-Cookie", "value": "session=SECRET"}],
            "content": {"mimeType": mime, "size": 300, "text": text},
            "_transferSize": sent,
            **more,
        },
    }


def har(*entries, pages=({"id": "p1", "title": "Essai"},), **page):
    pages = [{**p, **page} for p in pages]
    return json.dumps({"log": {"version": "1.2", "pages": pages, "entries": entries}}).encode()


def test_a_page_has_the_same_measures_as_a_visit_would():
    home = entry("http://ville.fr/", status=301, redirectURL="https://ville.fr/", sent=50)
    style = entry("https://ville.fr/a.css", "text/css", headers={"Content-Encoding": "br"})
    icons = [entry("https://ville.fr/favicon.ico", "image/x-icon"), entry("https://ville.fr/i.png")]
    third = entry("https://ailleurs.fr/t.gif", "image/gif", headers={"Cache-Control": "max-age=9"})
    document = entry("https://ville.fr/", text=HTML)
    (page,) = read_har(har(home, document, style, third, *icons, entry("data:image/gif,a")))
    assert (page.url, page.final_url) == ("http://ville.fr/", "https://ville.fr/")
    assert (page.requests, page.transferred_kb) == (4, 0.35)
    # html head title link body main h1 table tbody 2 tr 2 td svg noscript
    assert page.dom_nodes == 15
    assert page.facts["dom_from_source"] is True
    assert page.scorable
    assert page.facts["third_hosts"] == 1
    assert [r.cache_seconds for r in page.resources] == [None, None, None, 9]
    assert [r.compressed for r in page.resources] == [False, False, True, None]


@pytest.mark.parametrize(
    "extra",
    [entry("https://ville.fr/a.js", "text/javascript"), entry("https://ville.fr/", text="")],
)
def test_elements_are_unknown_when_scripts_may_have_made_some(extra):
    (page,) = read_har(har(entry("https://ville.fr/", text=extra and HTML + "<script>1</script>")))
    assert page.dom_nodes is None
    assert not page.scorable
    (page,) = read_har(har(entry("https://ville.fr/", text=None), extra))
    assert page.dom_nodes is None


def test_elements_stated_by_the_file_are_used():
    (page,) = read_har(har(entry("https://ville.fr/"), _domElements=412))
    assert page.dom_nodes == 412
    assert page.scorable


def test_nothing_secret_is_stored():
    url = "https://moi:SECRET@ville.fr/a?access_token=SECRET&page=2#SECRET"
    pages = read_har(har(entry(url, text=HTML)))
    assert "SECRET" not in repr(pages)
    assert pages[0].final_url == "https://ville.fr/a?access_token=*&page=2"


def test_each_page_of_an_archive_has_its_own_measure_and_a_bad_one_its_reason():
    pages = [{"id": "p1"}, {"id": "p2"}, {"id": "p3", "_url": "https://ville.fr/vide"}]
    content = har(
        entry("https://ville.fr/"),
        entry("https://ville.fr/absente", status=404, page="p2"),
        {"pageref": "p1", "request": None},
        "not an entry",
        pages=pages,
    )
    first, second, third = read_har(content)
    assert first.problem is None
    assert (second.problem.code, second.problem.params) == ("page_status", {"status": 404})
    assert (third.url, third.problem.code) == ("https://ville.fr/vide", "har_empty")


def test_a_second_view_with_a_warm_cache_has_no_score():
    (page,) = read_har(har(entry("https://ville.fr/"), _cached=1, _domElements=9))
    assert page.problem.code == "har_repeat"


def test_what_came_from_the_cache_was_not_requested():
    again = entry("https://ville.fr/a.css", "text/css") | {"_fromCache": "memory"}
    (page,) = read_har(har(entry("https://ville.fr/"), again))
    assert page.requests == 1


def test_a_file_cut_short_is_a_page_with_a_problem():
    content = har(entry("https://ville.fr/"))[:-60]
    (page,) = read_har(content)
    assert (page.url, page.problem.code) == ("https://ville.fr/", "har_truncated")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04", b"[]", b'{"log": []}', b"{}"])
def test_what_is_no_archive_is_refused(content):
    with pytest.raises(WebAuditError) as caught:
        read_har(content)
    assert caught.value.code == "har_invalid"


WORTH = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "pageref", "request", "response", "url", "headers", "content"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(WORTH, max_size=3), st.lists(WORTH, max_size=3))
def test_any_json_is_an_archive_or_an_explained_refusal(pages, entries):
    try:
        read_har(json.dumps({"log": {"pages": pages, "entries": entries}}).encode())
    except WebAuditError as error:
        assert error.code == "har_invalid"


def axe(url="https://ville.fr/"):
    rule = {
        "id": "image-alt",
        "help": "Alternative",
        "impact": "critical",
        "nodes": [{"target": ["img", ["a", "b"]]}],
    }
    return {
        "url": url,
        "testEngine": {"name": "axe-core", "version": "4.14.1"},
        "violations": [
            {**rule, "tags": ["wcag2a", "RGAAv4", "RGAA-1.1.1", "RGAA-1.1.2"]},
            {**rule, "id": "region", "tags": ["best-practice"]},
        ],
        "incomplete": [{**rule, "id": "color-contrast", "tags": ["wcag2aa"]}],
    }


def test_findings_of_axe_are_read_with_their_tests_of_the_rgaa():
    content = json.dumps(axe()).encode()
    (page,) = read_har(har(entry("https://ville.fr/", text=HTML)), axe=content)
    broken, unsure = page.findings
    assert (broken.rule, broken.tests, broken.targets) == (
        "image-alt",
        ("1.1.1", "1.1.2"),
        ("img a b",),
    )
    assert (unsure.rule, unsure.undecided) == ("color-contrast", True)
    assert page.axe_version == "4.14.1"


def test_findings_go_to_the_page_they_are_about():
    content = json.dumps([axe("https://ville.fr/b"), axe("https://ville.fr/c")]).encode()
    pages = read_har(
        har(
            entry("https://ville.fr/a"),
            entry("https://ville.fr/b", page="p2"),
            pages=[{"id": "p1"}, {"id": "p2"}],
        ),
        axe=content,
    )
    assert pages[0].findings is None
    assert len(pages[1].findings) == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'[{"url": "a"}]'])
def test_what_is_no_file_of_axe_is_refused(content):
    with pytest.raises(WebAuditError) as caught:
        read_har(har(entry("https://ville.fr/")), axe=content)
    assert caught.value.code == "axe_invalid"


@given(st.text())
def test_any_address_is_cleaned_without_an_error(text):
    assert "\n" not in clean_url("https://ville.fr/?token=" + text.replace("\n", ""))


def test_a_very_long_address_is_cleaned_as_another():
    long = "x" * 300_000
    assert clean_url(f"https://ville.fr/?{long}&{long}=1&token={long}").endswith("&token=*")
