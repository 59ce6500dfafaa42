import re

from django.urls import reverse

from jalons.site.pages.named_pages import named_pages

PAGES = {page["name"]: page for page in named_pages()}


def test_every_named_page_is_listed_with_the_pattern_of_its_whole_path():
    inside = reverse("journal", kwargs={"slug": "ville"})
    assert re.fullmatch(PAGES["journal"]["pattern"], inside)
    assert not re.fullmatch(PAGES["journal"]["pattern"], inside + "x")
    assert "path" not in PAGES["journal"]


def test_a_page_without_parameter_comes_with_its_path():
    paths = {name: page["path"] for name, page in PAGES.items() if "path" in page}
    assert paths["home"] == "/"
    assert {name: reverse(name) for name in paths} == paths


def test_a_page_that_takes_only_an_authority_comes_with_its_path_once_one_is_known():
    paths = {page["name"]: page.get("path") for page in named_pages(slug="ville-neuve")}
    for name in ("journal", "twin_home", "twin_sensors"):
        assert paths[name] == reverse(name, kwargs={"slug": "ville-neuve"})
    assert paths["twin_sheet"] is None
