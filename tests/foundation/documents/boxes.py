"""Where the words of a PDF stand, as poppler reads them: what leaves a page, what covers what."""

import itertools
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape

import pytest

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.S
)
MARGIN = 56  # points left and right of the words: 20 mm
_SLACK = 1.5  # points: what rounding may add


@dataclass(frozen=True)
class Word:
    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]


def pages_of(content):
    """Each page of a PDF with the boxes of its words."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    ran = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    )
    return [
        Page(
            float(width),
            float(height),
            tuple(Word(*map(float, word[:4]), unescape(word[4])) for word in _WORD.findall(inside)),
        )
        for width, height, inside in _PAGE.findall(ran.stdout.decode())
    ]


def outside(content):
    """The words that run into the margins or off the page, each with its page from 1."""
    return [
        (number, word.text)
        for number, page in enumerate(pages_of(content), start=1)
        for word in page.words
        if word.left < MARGIN - _SLACK
        or word.right > page.width - MARGIN + _SLACK
        or word.top < 0
        or word.bottom > page.height
    ]


def over_each_other(content):
    """The pairs of words of which one covers a third of the other or more."""
    return [
        (number, one.text, other.text)
        for number, page in enumerate(pages_of(content), start=1)
        for one, other in itertools.combinations(page.words, 2)
        if _shared(one, other) > min(_area(one), _area(other)) / 3
    ]


def _area(word):
    return (word.right - word.left) * (word.bottom - word.top)


def _shared(one, other):
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(width, 0) * max(height, 0)


def words_cut(content, known):
    """The pieces of words of the document (``known``) that a line cut in two, in reading order."""
    known = {*known, *(word.strip(".,;:()«»0123456789") for word in known)}
    found = []
    for number, page in enumerate(pages_of(content), start=1):
        texts = {word.text for word in page.words}
        found += [(number, text) for text in texts if text not in known and _starts(text, known)]
    return found


def _starts(text, known):
    return (
        len(text) > 2
        and text.isalpha()
        and any(each.startswith(text) and each != text for each in known)
    )
