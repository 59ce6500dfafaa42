"""Pages of the demonstration and public pages speak plain French: no word of the workshop.

One crawl of a served instance for all; pages of one shape (an indicator, an action) are read a few
times each. The pages of a trial and of every role are read by the walk, which has them already.
"""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from plain_words import found_in_page, words_of
from serving import jalons, serve

pytestmark = [pytest.mark.walk, pytest.mark.slow]

OF_ONE_SHAPE = 9  # every commitment, and a few of what there are many of
# The interface for machines is documented with its ids; the gallery shows components to designers.
FOR_MACHINES = ("/api/", "/conception/")
DOUBTS = "/sources/"  # the one page of doubts and of titles in their own language
IDS = re.compile(r"urn(:|%3A)[^/]+|[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/indicateurs/)[a-z]\w*\.\w+")
SEEDS = ("/", "/sources/", "/engagements/", "/indicateurs/", "/facteurs/", "/territoires/",
         "/collectivite/demonstration/", "/collectivite/demonstration/jumeau/",
         "/collectivite/demonstration/journal/", "/public/demonstration/")  # fmt: skip


class Visitor:
    """Somebody signed in who follows every link, and reads French."""

    def __init__(self, address):
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._opener.addheaders = [("Accept-Language", "fr")]

    def sign_in(self, path):
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', self.read(path))[1]
        said = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
        self._opener.open(self.address + path, said, timeout=60).close()

    def read(self, path):
        """The page of a path; nothing for a file."""
        try:
            answer = self._opener.open(self.address + path, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.read().decode() if "text/html" in answer.headers["Content-Type"] else ""

    def every_page(self):
        """Each page reached, by its path."""
        pages, wanted, seen = {}, list(SEEDS), {}
        while wanted:
            path = wanted.pop(0)
            shape = IDS.sub("…", re.sub(r"(?<==)[^&]*", "", path))
            seen.setdefault(shape, [])
            if path in seen[shape] or len(seen[shape]) >= (2 if "?" in path else OF_ONE_SHAPE):
                continue
            seen[shape].append(path)
            if page := self.read(path):
                pages[path] = page
                links = re.findall(r'href="(/[^"#]*)"', page)
                wanted += [each.replace("&amp;", "&") for each in links if "logout" not in each]
        return pages


@pytest.fixture(scope="module")
def pages(tmp_path_factory, demonstration):
    data = demonstration(tmp_path_factory.mktemp("plain"))
    links = json.loads(jalons("demo", "links", "--json", data=data).stdout)
    with serve(data) as running:
        visitor = Visitor(running.address)
        visitor.sign_in(next(each["url"] for each in links if each["role"] == "administrator"))
        return visitor.every_page()


def test_the_crawl_sees_every_room_and_no_page_speaks_of_the_workshop(pages):
    assert len(pages) > 300
    for part in ("/empreinte/", "/jumeau/", "/indicateurs/", "/documents/", "/journal/",
                 "/donnees/", "/public/"):  # fmt: skip
        assert any(part in path for path in pages), part
    found = {
        path: words
        for path, page in pages.items()
        if not path.startswith((*FOR_MACHINES, DOUBTS)) and (words := found_in_page(words_of(page)))
    }
    assert found == {}
