"""A room is its folder and one name in INSTALLED_ROOMS: nothing else of the product is edited."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from serving import environment

# A whole room, as somebody would write it: what is declared is answered, worked and listed.
ROOM = {
    "__init__.py": '"""Gardens: a room of a test."""\n',
    "room.py": """
from jalons.foundation.rooms import N_, Every, Page, Room, Start, Topic, Verb, Web

room = Room(
    "gardens",
    title=N_("Gardens"),
    path="jardins/",
    public="jardins-ouverts/",
    commitments=(6,),
    front=Page("gardens", N_("Open the gardens")),
    topics=(
        Topic(N_("Gardens"), Verb.ACT, "gardens", paths=("",), figure="web.work:figure",
              purpose=N_("What grows."),
              pages=(Page("gardens", N_("All")), Page("gardens_plots", N_("Plots")))),
    ),
    starts=(Start("jardins/", N_("Plant a garden")),),
    cli="cli:commands",
    web=Web(
        api="web.work:endpoints",
        stored=("web.work:count",),
        daily=("web.work:water",),
        every=(Every(1, "web.work:look", everywhere=True),),
        at_end=("web.work:close",),
        health="web.work:is_well",
        files="web.work:files",
        folders=("seeds",),
        leaving="web.work:leaving",
        shelves="web.shelves:SHELVES",
        sources="web.work:sources",
        demo="web.work:fill",
        demo_after=("twin",),
    ),
)
""",
    "cli.py": """
import click

@click.group(help="Gardens.")
def commands() -> None:
    pass

@commands.command(help="Say hello.")
def hello() -> None:
    click.echo("hello from the gardens")
""",
    "web/__init__.py": "",
    "web/apps.py": """
from django.apps import AppConfig

class GardensConfig(AppConfig):
    name = "jalons.gardens.web"
    label = "gardens"
""",
    "web/work.py": """
import click
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.api.endpoints import Endpoints
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain

done = []
endpoints = Endpoints("gardens", "Gardens", {})
PAGE = "{% extends 'design/page.html' %}{% block lead %}<h1>A garden</h1>{% endblock %}"

@within_authority(Role.READER)
def page(request, authority):
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))

@public
def everybody(request):
    return HttpResponse("open gardens")

def figure(authority):
    return f"{authority.slug} has 3 gardens."

def water(*, now): done.append("water")
def look(): done.append("look")
def close(): done.append("close")
def is_well(): return True
def sources():
    source = Source("Soils", "INRAE", None, "LO", "https://example.org")
    return (SourcedDomain("Soils of the gardens", (Sourced("soils", source, confirmed=True),)),)
def fill(demo): done.append(f"demo of {demo.authority.slug}")

class files:
    of = staticmethod(lambda authority: [])
    empty_trash = staticmethod(lambda authority: 0)

class leaving:
    files = staticmethod(lambda authority: iter(()))
    erase = staticmethod(lambda authority: done.append(f"erased {authority.slug}"))

@click.command(help="Count gardens.")
def count() -> None:
    from jalons.foundation.accounts.models import Authority
    click.echo(f"{Authority.objects.count()} authorities")
""",
    "web/shelves.py": """
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.output.files import table_files
from jalons.kernel import Urn

TREES = {"1": "Oak", "2": "Elm, planted by Mme Kerautret", "3": "Ash"}

def shown(authority, chosen):
    found = [(Urn("tree", key), name) for key, name in TREES.items()]
    return public.ShelfContent(tuple(
        public.PublicItem(urn, name, {"name": name}, (name,))
        for urn, name in found if str(urn) in chosen
    ))

SHELVES = (
    public.Shelf(
        name="arbres", kind="tree", title="Trees", per_page=1, inside="Gardeners stay inside.",
        offered=lambda authority: [(Urn("tree", key), name) for key, name in TREES.items()],
        shown=shown, template="gardens/trees.html", words=lambda shown, values, places: {},
        summary=lambda shown, places: public.ShelfSummary(beside="all alive"),
        reading=public.ReadingRule(sentences=True),
        data=table_files(
            "arbres", (("NAME", "string", "Its name"),), ("NAME",),
            lambda shown: ([each["name"]] for each in shown.shelves["arbres"].values),
        ),
    ),
)
""",
    "web/templates/gardens/trees.html": (
        "{% extends 'publishing/frame.html' %}{% block content %}"
        "{% for row in rows %}<p>{{ row.name }}</p>{% endfor %}{% endblock %}"
    ),
    "web/urls.py": """
from django.urls import path
from jalons.gardens.web.work import page

urlpatterns = [path("", page, name="gardens"), path("parcelles/", page, name="gardens_plots")]
""",
    "web/public_urls.py": """
from django.urls import path
from jalons.gardens.web.work import everybody

urlpatterns = [path("", everybody, name="open_gardens")]
""",
}
BESIDE = """
import sys
import jalons
from jalons.site import rooms
jalons.__path__.append({folder!r})  # as if its folder were beside the others
rooms.INSTALLED_ROOMS = (*rooms.INSTALLED_ROOMS, "gardens")
"""
WALK = """
import json, os
from click.testing import CliRunner
from jalons.site import cli
def ran(*words):
    done = CliRunner().invoke(cli.jalons, list(words))
    return done.exit_code, done.output
said = {"help": ran("--help")[1], "own": ran("gardens", "hello")}
cli.load_django()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from jalons.site.storage import migration
migration.migrate()
from django.test import Client
from django.utils import timezone
from jalons.foundation.accounts.models import Authority
from jalons.foundation.rooms import rooms as installed
from jalons.foundation.territories.models import Territory
from jalons.gardens.web import work
from jalons.site import demo, server
from jalons.site.serving import health, periodic
place = Territory.objects.create(kind="epci", code="200066876", name="Here", vintage=2026)
held = Authority.objects.create(slug="ici", name="Ici", kind=Authority.Kind.DEMO, territory=place)
get = lambda address: Client().get(address)
text = lambda address: get(address).content.decode()
said["stored"] = ran("gardens", "count")
said["page"] = text("/collectivite/ici/jardins/")
said["plots"] = text("/collectivite/ici/jardins/parcelles/")
said["hub"] = text("/collectivite/ici/agir/")
said["commitment"] = text("/collectivite/ici/engagements/6/")
said["public"] = text("/jardins-ouverts/")
said["start"] = text(place.get_absolute_url())
said["sources"] = text("/sources/")
import io, zipfile
from jalons.foundation.accounts.models import Membership, Role, User
from jalons.foundation.publishing import actions, queries
from jalons.foundation.publishing.output import export
from jalons.foundation.publishing.declaration import shelf_named
inside = Client()
inside.force_login(User.objects.create_user("a@example.org", "long-enough-password"))
Membership.objects.create(user=User.objects.get(), authority=held, role=Role.ADMINISTRATOR)
own = lambda address: inside.get(f"/collectivite/ici/page-publique/{address}").content.decode()
boxes = [f"urn:jalons:tree:{key}" for key in (1, 2, 3)]
said["choose"] = own("choisir/arbres/")
inside.post("/collectivite/ici/page-publique/choisir/arbres/", {"offered": boxes, "chosen": boxes})
said["unread"] = own("relire/")
said["preview"] = own("apercu/arbres/")
said["closed"] = get("/public/ici/arbres/").status_code
actions.open_to_everybody(authority=held, user=None)
said["overview"] = own("")
said["front"] = text("/public/ici/")
said["trees"] = [text(f"/public/ici/arbres/?page={number}") for number in (1, 2, 3)]
said["csv"] = text("/public/ici/donnees/arbres.csv")
said["csvw"] = get("/public/ici/donnees/arbres.csv-metadata.json").json()
said["feed"] = text("/public/ici/donnees/actus.atom")
packed = zipfile.ZipFile(io.BytesIO(export.archive(queries.page_of(held))[0]))
said["folder"] = sorted(packed.namelist())
actions.choose(authority=held, user=None, shelf=shelf_named("arbres"), offered=boxes, chosen=[])
said["withdrawn"] = text("/public/ici/arbres/")
actions.close(authority=held, user=None)
said["closed again"] = get("/public/ici/arbres/").status_code
said["well"] = health.findings()["gardens"]
said["demo"] = [room.name for room in demo.filled()]
server.tidy(now=timezone.now())
periodic.end()
from jalons.foundation.administration.erasure import authority_erasure
authority_erasure.erase(authority=held)
said["done"] = work.done
print("@@" + json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beside")
    for name, text in ROOM.items():
        file = folder / "gardens" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BESIDE.format(folder=str(folder)) + WALK],
        env=environment(tmp_path_factory.mktemp("data"), JALONS_LANG="en", JALONS_DEBUG="1"),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert "@@" in done.stdout, done.stderr[-3000:]
    return json.loads(done.stdout.rpartition("@@")[2])


def test_it_answers_its_page_with_its_menu_entry_and_its_second_row(said):
    assert "<h1>A garden</h1>" in said["page"]
    assert '<a href="/collectivite/ici/agir/" aria-current="true">Act</a>' in said["page"]
    row = '<a href="/collectivite/ici/jardins/" aria-current="page">All</a>'
    assert row in said["page"]
    assert (
        '<a href="/collectivite/ici/jardins/parcelles/" aria-current="page">Plots</a>'
        in said["plots"]
    )
    assert '<a href="/collectivite/ici/jardins/">All</a>' in said["plots"]


def test_the_hub_of_its_word_gives_its_live_figure(said):
    assert "ici has 3 gardens." in said["hub"]
    assert '<a href="/collectivite/ici/jardins/">Gardens</a>' in said["hub"]


def test_its_commitment_leads_to_it_and_a_newcomer_may_begin_there(said):
    assert "Open the gardens" in said["commitment"]
    assert "Plant a garden" in said["start"]


def test_everybody_reads_its_public_pages_and_its_sources(said):
    assert said["public"] == "open gardens"
    assert "Soils of the gardens" in said["sources"]


def test_what_it_may_show_is_chosen_read_and_published_by_its_declaration_alone(said):
    assert all(f"> {name}</label>" in said["choose"] for name in ("Oak", "Ash"))
    assert "Mme Kerautret" in said["unread"]
    assert "Oak" in said["preview"]
    assert (said["closed"], said["closed again"]) == (404, 404)
    assert "Gardeners stay inside." in said["overview"]
    assert "2 · all alive" in said["front"]
    assert '<a href="/public/ici/arbres/">Trees</a>' in said["front"]
    assert "<p>Oak</p>" in said["trees"][0]
    assert "<p>Ash</p>" in said["trees"][1]
    assert said["trees"][2] == said["trees"][1], "what waits for a reading is not counted either"
    assert said["csv"].split() == ["NAME", "Oak", "Ash"]
    assert said["csvw"]["tableSchema"]["primaryKey"] == ["NAME"]
    assert 'term="tree"' in said["feed"]
    assert "Oak — published" in said["feed"]
    names = {"arbres.html", "arbres-2.html", "arbres.csv", "arbres.csv-metadata.json", "index.html"}
    assert names <= set(said["folder"])
    every = [said["front"], *said["trees"], said["csv"], said["feed"], said["overview"]]
    assert not any("Kerautret" in each for each in every)
    assert "Oak" not in said["withdrawn"]


def test_its_commands_are_listed_and_run_with_and_without_the_database(said):
    assert "gardens" in said["help"]
    assert said["own"] == [0, "hello from the gardens\n"]
    assert said["stored"] == [0, "1 authorities\n"]


def test_its_work_is_done_every_day_at_the_end_and_when_an_authority_goes(said):
    assert said["done"] == ["water", "look", "close", "erased ici"]


def test_its_health_and_its_demonstration_are_known_after_those_it_builds_on(said):
    assert said["well"] is True
    assert said["demo"].index("gardens") > said["demo"].index("twin")


def test_the_declarations_of_the_product_load_neither_django_nor_a_room():
    lines = (
        "import sys, jalons.site.rooms as r; r.install(); "
        "print([m for m in sys.modules if m.partition('.')[0] in ('django', 'polars', 'msgspec') "
        "or m.endswith(('.web', '.engine')) or '.web.' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=True,
        env=environment(Path("/nonexistent")),
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
