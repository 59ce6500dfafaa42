"""What is read elsewhere: public addresses only, within limits, and each failure explained."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jalons.kernel import JalonsError
from jalons.kernel.network.addresses import Reach
from jalons.kernel.network.fetching import Fetcher
from remote_site import Site, remote_site

HERE = Reach(anything=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with remote_site() as found:
        yield found


def refused(url: str, **options: Any) -> str:
    with pytest.raises(JalonsError) as found:
        Fetcher(**{"reach": HERE, **options}).get(url)
    assert "{" not in str(found.value)
    return found.value.code


def test_a_page_is_read_with_its_marks_and_not_again_when_it_did_not_change(site: Site) -> None:
    site.put("/c.ttl?a=é", "x", ETag='"1"')
    site.pages["/c.ttl?a=%C3%A9"] = site.pages.pop("/c.ttl?a=é")
    found = Fetcher(HERE).get(site.url("/c.ttl?a=é"))
    assert (found.content, found.etag, found.content_type) == (b"x", '"1"', "text/turtle")
    again = Fetcher(HERE).get(site.url("/c.ttl?a=é"), etag='"1"')
    assert (again.unchanged, again.content, again.etag) == (True, b"", '"1"')
    assert site.requests[0][1]["Host"] == f"127.0.0.1:{site.port}"


def test_a_redirection_is_followed_but_never_to_an_internal_network(site: Site) -> None:
    site.put("/a", "", status=302, Location="/b")
    site.put("/b", "b")
    assert Fetcher(HERE).get(site.url("/a")).url == site.url("/b")
    site.put("/loop", "", status=301, Location="/loop")
    assert refused(site.url("/loop")) == "fetch_redirections"
    site.put("/in", "", status=302, Location="http://10.255.255.1/")
    assert refused(site.url("/in"), reach=Reach(frozenset({"127.0.0.1"}))) == "fetch_private"
    site.put("/file", "", status=302, Location="file:///etc/passwd")
    assert refused(site.url("/file")) == "fetch_address"


def test_this_machine_is_not_read_unless_the_caller_allows_it(site: Site) -> None:
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"):
        assert refused(f"http://{host}:{site.port}/", reach=Reach()) == "fetch_private"
    assert site.requests == []


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a.example/", "http://", "http://u:p@a.example/", "http://a:99999/", "http://["],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert refused(url) == "fetch_address"


def test_a_big_a_cut_a_packed_and_a_wrong_answer(site: Site) -> None:
    site.put("/big", b"x" * 2_000_000)
    assert refused(site.url("/big"), most_bytes=1_000_000) == "fetch_too_big"
    site.put("/bomb", gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip")
    assert refused(site.url("/bomb"), most_bytes=1_000_000) == "fetch_too_big"
    site.put("/packed", gzip.compress(b"abc"), Content_Encoding="gzip")
    assert Fetcher(HERE).get(site.url("/packed")).content == b"abc"
    assert Fetcher(HERE, most_bytes=3).get(site.url("/packed")).content == b"abc"  # packed: longer
    assert refused(site.url("/packed"), most_bytes=2) == "fetch_too_big"
    site.put("/half", gzip.compress(b"abc" * 99)[:20], Content_Encoding="gzip")
    assert refused(site.url("/half")) == "fetch_cut"
    site.put("/cut", b"abc", Content_Length="10")
    assert refused(site.url("/cut")) in {"fetch_cut", "fetch_unreachable"}
    assert refused(site.url("/nothing")) == "fetch_status"
    assert refused("http://127.0.0.1:1/") == "fetch_unreachable"
    assert refused(f"https://127.0.0.1:{site.port}/") == "fetch_unreachable"


def test_an_answer_that_drips_is_stopped_in_time(site: Site) -> None:
    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    site.pages["/drip"] = drip
    start = time.monotonic()
    assert refused(site.url("/drip"), most_seconds=0.3) == "fetch_slow"
    assert time.monotonic() - start < 2
