"""The process that answers everybody stays small: what it loads, and what it passes on."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from jalons.site.serving.heavy_pages import is_heavy
from serving import environment, serve

HEAVY = {
    "docx", "frictionless", "highspy", "numpy", "polars", "pyshacl", "rdflib",
    "resvg_py", "scipy", "securesystemslib", "sklearn", "tuf", "weasyprint",
}  # fmt: skip
# What a page of the serving process still loads when it is asked, and why. Only ever shortened.
STILL_LOADED = {
    "polars": "the Parquet of the twin's history, in jalons.broker.store.out.export",
    "numpy": "the estimates of scenarios, published once a day by jalons.twin.web.cases.indicators",
}
# Python alone leaves no trace in the memory map; their compiled parts do.
MAPPED = re.compile(r"polars|calamine|numpy|scipy|highspy|lxml|resvg|libpango")
IDLE = """
import json, sys
from jalons.site.cli import load_django
load_django()
from jalons.site import server
server.prepare(report=lambda text: None)
server.application()
from django.urls import get_resolver, reverse
reverse("home")
from jalons.twin.web.connection.twin_auth import broker
broker()
from django.utils import timezone
from jalons.twin.web.periodic import judge_alerts
judge_alerts()
server.tidy(now=timezone.now())
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


MOST_MODULES = 2_250  # only ever lowered
MOST_MEMORY = 140  # MB, resident: 125 here, and what another build of Python takes
# What a page, a job or an option brings when it needs it.
LATER = {"rapidfuzz", "re2", "requests", "xlsxwriter"}
START = """
import json, re, sys
from jalons.site.cli import load_django
load_django()
from jalons.site import server
server.application()
with open("/proc/self/status") as status:
    memory = int(re.search(r"VmRSS:\\s+(\\d+)", status.read())[1]) / 1000
print(json.dumps([memory, sorted(sys.modules)]))
"""


def printed(script, data):
    """What a process of its own prints last, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(data), capture_output=True, text=True,
        timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def instance(tmp_path_factory, demonstration):
    data = demonstration(tmp_path_factory.mktemp("small"))
    with serve(data) as running:
        yield running


def get(instance, path):
    try:
        with urllib.request.urlopen(instance.address + path, timeout=120) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def children(instance):
    """The processes of a server by what they do."""
    found = {}
    for pid in Path(f"/proc/{instance.pid}/task/{instance.pid}/children").read_text().split():
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            found |= {each: int(pid) for each in words if each in {"work", "compute"}}
    return found


def mapped(pid):
    return set(MAPPED.findall(Path(f"/proc/{pid}/maps").read_text()))


def until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    assert condition()


@pytest.mark.slow
def test_a_server_starts_small(tmp_path):
    memory, loaded = printed(START, tmp_path)
    assert LATER.isdisjoint(loaded)
    assert not [each for each in loaded if each.startswith("jalons.") and ".migrations." in each]
    assert "jalons.site.urls" not in loaded, "the pages are loaded by the first of them"
    assert len(loaded) <= MOST_MODULES
    assert memory <= MOST_MEMORY


@pytest.mark.slow
def test_the_idle_server_has_loaded_no_heavy_library(tmp_path):
    loaded = HEAVY & set(printed(IDLE, tmp_path))
    assert loaded == set(), "nothing to estimate on an empty instance: not even NumPy"


@pytest.mark.slow
def test_no_page_of_the_demonstration_makes_the_server_load_one(instance):
    home = "/collectivite/demonstration/"
    wanted, seen = ["/", home, f"{home}recherche/?q=public"], set()
    while wanted and len(seen) < 150:
        path = wanted.pop(0)
        seen.add(path)
        status, headers, content = get(instance, path)
        assert status < 500 or "rapport" in path or "fichier" in path, path
        if headers.get_content_type() == "text/html":
            links = re.findall(r'href="(/[^"#?]*)', content.decode())
            wanted += [each for each in links if each not in seen and each not in wanted]
    assert any("/empreinte/" in each for each in seen)
    assert any("/jumeau/" in each for each in seen)
    assert mapped(instance.pid) == set()


def test_the_list_of_what_is_still_loaded_only_gets_shorter():
    assert len(STILL_LOADED) <= 2
    assert STILL_LOADED.keys() <= HEAVY


@pytest.mark.slow
def test_a_heavy_page_is_answered_by_the_process_beside_with_all_its_headers(instance):
    status, headers, content = get(instance, "/collectivite/demonstration/empreinte/")
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert b"</html>" in content
    assert len(headers.get_all("Date")) == 1
    assert "polars" in mapped(children(instance)["compute"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/collectivite/demonstration/empreinte/00000000-0000-0000-0000-000000000000/", 404),
        ("/collectivite/demonstration/empreinte/deposer/", 403),
        ("/collectivite/personne/empreinte/", 200),  # asks to sign in
        ("/api/v1/devices", 200),
        ("/api/v1/authorities/demonstration/inventories", 200),
        ("/api/v1/nothing", 404),
        ("/facteurs/telecharger/factors.csv", None),
        ("/facteurs/%C3%A9/", 404),
    ],
)
def test_every_kind_of_answer_comes_through(instance, path, status):
    found = get(instance, path)
    assert found[0] == status if status else found[0] in {200, 404}
    assert found[2]


@pytest.mark.slow
def test_a_killed_process_of_heavy_pages_is_replaced(instance):
    get(instance, "/facteurs/")
    first = children(instance)["compute"]
    os.kill(first, signal.SIGKILL)
    until(lambda: children(instance).get("compute") != first)
    until(lambda: get(instance, "/facteurs/")[0] == 200)
    assert children(instance)["compute"] != first


@pytest.mark.slow
def test_a_process_that_ended_is_waited_for(instance):
    get(instance, "/facteurs/")
    ended = children(instance)["compute"]
    os.kill(ended, signal.SIGTERM)  # as when idle, sooner; nobody asks for another
    until(lambda: not Path(f"/proc/{ended}").exists())


@pytest.mark.slow
def test_a_file_dropped_by_a_visitor_is_read_by_a_worker(instance):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = browser.open(instance.address + "/compte/login/").read().decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)[1]
    form = urlencode({"csrfmiddlewaretoken": token, "territory": "commune:49007"}).encode()
    trial = browser.open(instance.address + "/essai/", form).geturl()
    slug = re.search(r"/collectivite/([^/]+)/", trial)[1]
    page = browser.open(f"{instance.address}/collectivite/{slug}/empreinte/").read().decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)[1]
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="parc.csv"\r\n'
        "Content-Type: text/csv\r\n\r\nType;Quantité\nOrdinateur portable;4\r\n--b--\r\n"
    )
    answer = browser.open(
        urllib.request.Request(
            f"{instance.address}/collectivite/{slug}/empreinte/deposer/", data=parts.encode(),
            headers={"Content-Type": "multipart/form-data; boundary=b",
                     "Referer": instance.address},
        )
    )  # fmt: skip
    until(lambda: "/colonnes/" in browser.open(answer.geturl()).geturl())
    assert mapped(instance.pid) == set()


@pytest.mark.slow
def test_eight_documents_asked_by_strangers_are_made_one_at_a_time(instance):
    room = "/collectivite/demonstration/empreinte/"
    found = sorted(set(re.findall(rf"{room}[0-9a-f-]{{36}}/", get(instance, room)[2].decode())))
    asked = [f"{each}export/rapport-{kind}/" for each in found[:2] for kind in ("pdf", "odt")] * 2
    for path in asked:
        assert get(instance, path)[0] in {200, 202}
        assert get(instance, "/")[0] == 200
        assert len([each for each in children(instance) if each == "work"]) <= 1
    until(lambda: all(get(instance, path)[0] == 200 for path in asked))
    assert mapped(instance.pid) == set()


SOON = """
import pathlib, sys
from jalons.site.cli import load_django
load_django(whole=True)
from jalons.site.serving import heavy_process
heavy_process.IDLE, heavy_process.LOOKS, heavy_process.LEAVING = 0.5, 0.1, 0.1
heavy_process.answer(pathlib.Path(sys.argv[1]))
"""


@pytest.mark.slow
def test_the_process_of_heavy_pages_ends_when_nobody_asks_any(tmp_path):
    place = tmp_path / "pages"
    process = subprocess.Popen(
        [sys.executable, "-c", SOON, str(place)],
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
    )
    with process:
        until(lambda: process.poll() is not None)
    assert process.returncode == 0
    assert not place.exists()


@pytest.mark.slow
def test_the_processes_end_with_their_server(tmp_path):
    with serve(tmp_path) as running:
        get(running, "/facteurs/")
        started = children(running)
        assert started
    for pid in started.values():
        until(lambda pid=pid: not Path(f"/proc/{pid}").exists())
    assert "Traceback" not in running.said.read_text()


@pytest.mark.parametrize(
    ("path", "heavy"),
    [
        ("/", False),
        ("/collectivite/x/", False),
        ("/collectivite/x/empreinte/", True),
        ("/facteurs/", True),
        ("/api/v1/", True),
        ("/jumeau/x/ngsi-ld/v1/types", False),
        ("/nothing/here", False),
        ("/collectivite/x/jumeau/donnees/fichier/", True),
        ("/collectivite/x/jumeau/et-si/", False),
        ("/collectivite/x/jumeau/et-si/comparer/", True),
        ("/collectivite/x/jumeau/", False),
    ],
)
def test_a_page_says_itself_whether_it_is_heavy(path, heavy):
    assert is_heavy(path) == heavy
