"""A page weighs what a first visitor receives: itself, and each file it brings."""

from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation

from jalons.foundation.design.weight import (
    PLACEHOLDER,
    asset_weight,
    page_weight,
    page_weight_middleware,
)


def answer(response):
    with translation.override("fr"):
        return page_weight_middleware(lambda _request: response)(RequestFactory().get("/"))


def test_a_file_counts_once_and_under_its_hashed_name():
    css = asset_weight("/static/design/jalons.css")
    assert 3000 < css < 6000
    assert asset_weight("/static/design/jalons.0123456789ab.css") == css
    twice = b'<link href="/static/design/jalons.css"><link href="/static/design/jalons.css">'
    assert css < page_weight(twice) < css + 100


def test_what_is_not_a_file_of_ours_weighs_nothing():
    assert asset_weight("https://example.org/a.css") == 0
    assert asset_weight("/static/no/such/file.css") == 0


def test_the_weight_replaces_its_mark_and_the_length_follows():
    response = HttpResponse(f"<p>{PLACEHOLDER}é</p>")
    response["Content-Length"] = str(len(response.content))
    done = answer(response)
    assert done.content.decode() == "<p>Cette page pèse environ 1 ko. é</p>"
    assert done["Content-Length"] == str(len(done.content))


def test_other_answers_are_left_alone():
    assert answer(HttpResponse("{}")).content == b"{}"
    assert answer(StreamingHttpResponse([b"a", b"b"])).getvalue() == b"ab"
