"""What the content policy forbids is in no template of the product."""

import re
from pathlib import Path

import pytest

import jalons

SOURCE = Path(jalons.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))


def faults(text):
    found = []
    if re.search(r"<[^>]*\sstyle\s*=", text):
        found.append("a style attribute")
    if re.search(r"<style\b", text):
        found.append("an inline stylesheet")
    scripts = re.findall(r"<script\b[^>]*>", text)
    # JSON in a script element is data: it is not run, and the policy lets it be
    if any("src=" not in tag and "application/json" not in tag for tag in scripts):
        found.append("an inline script")
    if re.search(r"<[^>]*\son[a-z]+\s*=", text):
        found.append("a script in an attribute")
    if re.search(r"(?:src|action)=[\"']https?://|<link[^>]*href=[\"']https?://", text):
        found.append("a third party")
    if "javascript:" in text:
        found.append("a script in an address")
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_holds_nothing_the_content_policy_forbids(path):
    # a document made for print or download carries its own stylesheet: it is no page of the site
    if "documents" in path.parts:
        pytest.skip("a template of a file, not of a page")
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<a onclick="go()">',
        '<img src="https://example.org/a.png">',
        '<a href="javascript:go()">',
    ],
)
def test_the_check_sees_what_is_forbidden(text):
    assert faults(text)
