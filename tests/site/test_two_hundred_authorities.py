"""Pages of one authority read the rows of one authority, when the base has those of 200."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from broker.store.conftest import clusters
from serving import jalons
from site_instances import python

pytestmark = [pytest.mark.slow, pytest.mark.database]

PATH = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
# Pages and tables where much is read on purpose, or where it cannot grow.
ALLOWED = {
    ("reuse_offer_list", "reuse_offer"): "what everybody offers is the page itself",
    ("reuse_offer_list", "reuse_lot"): "the lots of these offers",
    ("document_list", "strategy_linkedplan"): "found by their keys, through a table of links",
}
VISITS = """
import json, sys
from jalons.site.cli import load_django
load_django()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from factories.neighbours import copy_authority
from factories.plans import Watched
from jalons.foundation.accounts.models import Authority, Membership, Role

copies = copy_authority(Authority.objects.get(slug="demonstration"), 200)
one = copies[100]
member = Membership.objects.filter(authority=one, role=Role.ADMINISTRATOR).first()
browser = Client()
browser.force_login(member.user)

def pages(resolver, prefix="", names=frozenset()):
    for entry in resolver.url_patterns:
        taken = names | set(entry.pattern.converters)
        if not isinstance(entry, URLPattern):
            yield from pages(entry, prefix + str(entry.pattern), taken)
        elif taken == {"slug"} and prefix.startswith("collectivite/"):
            yield entry.name

watched, found, visited = Watched(one), [], []
for name in sorted(set(pages(get_resolver()))):
    before = len(watched.found)
    with watched:
        answer = browser.get(reverse(name, args=[one.slug]))
        if answer.streaming:
            b"".join(answer.streaming_content)
    visited.append([name, answer.status_code])
    found += [[name, each.table, str(each)] for each in watched.found[before:]]
print(json.dumps({"found": found, "visited": visited, "queries": len(watched.seen)}))
"""


def test_no_page_reads_the_rows_of_two_hundred_neighbours(tmp_path: Path) -> None:
    with clusters() as cluster:
        base = {"JALONS_DATABASE_URL": cluster.made()}
        done = jalons("demo", "load", data=tmp_path, **base)
        assert done.returncode == 0, done.stderr
        done = python(VISITS, data=tmp_path, **base, PYTHONPATH=PATH)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    shown = [name for name, status in found["visited"] if status == 200]
    assert len(shown) > 250
    assert found["queries"] > 400
    assert not [said for name, table, said in found["found"] if (name, table) not in ALLOWED]
