"""Other catalogues followed, the live data of the twin, our catalogue as others read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyoxigraph import RdfFormat, parse

from factories.people import client_of
from jalons.catalogue.capture.catalogues.rdf import read_page
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import panels
from jalons.catalogue.web.exchange import actions, demo, public_views
from jalons.catalogue.web.exchange.commands import published
from jalons.catalogue.web.exchange.live import describe
from jalons.catalogue.web.exchange.models import HarvestedDataset, HarvestSource
from jalons.catalogue.web.exchange.records import dataset_uri
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.accounts.scoping import living
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import delete, write
from jalons.foundation.tasks.models import Job
from jalons.kernel.contracts import LiveDataset, LiveWay
from remote_site import Site, remote_site

pytestmark = pytest.mark.django_db
HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with remote_site() as found:
        yield found


@pytest.fixture
def source(authority: Authority, site: Site) -> HarvestSource:
    made = HarvestSource(authority=authority)
    values = {"name": "Agglomération", "url": site.url("/c.ttl").replace("127.0.0.1", "localhost")}
    write(authority, None, [(made, values)])
    return made


def jeu(identifier: str, title: str, *, files: int = 1, more: str = "") -> str:
    urls = [f"<https://r.example/{identifier}/{number}.csv>" for number in range(files)]
    lines = "".join(f" ; dcat:distribution [ dcat:downloadURL {url} ]" for url in urls)
    return (f'<https://r.example/{identifier}> a dcat:Dataset ; dct:identifier "{identifier}" ; '
            f'dct:title "{title}" {more} {lines} .\n')  # fmt: skip


def read(source: HarvestSource, answer: str = "") -> dict[str, Any]:
    def step(_done: float, _total: float, _message: str = "") -> None:
        pass

    actions.harvest_job(step, authority=source.authority_id, source=str(source.pk),
                        answer=answer, allow_private=True)  # fmt: skip
    source.refresh_from_db()
    return source.report.get("counts", {})


def titles(authority: Authority, **about: Any) -> list[str]:
    return sorted(each.name for each in living(Dataset, authority).filter(**about))


def test_a_catalogue_is_followed_without_ghosts(
    authority: Authority, source: HarvestSource, site: Site
) -> None:
    site.put("/c.ttl", HEAD + jeu("a", "Arbres", files=2) + jeu("b", "Budget") + jeu("c", "Menus")
             + '[] a dcat:Dataset ; dct:title "Sans identifiant" .')  # fmt: skip
    assert read(source) == {"added": 3, "changed": 0, "gone": 0, "refused": 1, "unchanged": 0}
    trees = living(Dataset, authority).get(identifier="a")
    assert (trees.state, trees.origin, trees.audience) == ("draft", source.url, "internal")
    write(authority, None, [(trees, {"name": "Arbres de la ville", "state": "published"})])
    own = {"dataset": trees, "name": "Le nôtre", "url": "https://v.example/x.csv"}
    write(authority, None, [(Distribution(authority=authority), own)])

    site.put("/c.ttl", HEAD + jeu("a", "Arbres", more='; dct:description "Alignements"')
             + jeu("c", "Menus"))  # fmt: skip
    assert read(source) == {"added": 0, "changed": 1, "gone": 1, "refused": 0, "unchanged": 1}
    trees.refresh_from_db()
    assert (trees.name, trees.description, trees.state) == (
        "Arbres de la ville", "Alignements", "published",
    )  # fmt: skip
    urls = {each.url for each in living(Distribution, authority).filter(dataset=trees)}
    assert urls == {"https://r.example/a/0.csv", "https://v.example/x.csv"}
    budget = living(Dataset, authority).get(identifier="b")
    assert budget.state == "withdrawn"
    assert not living(Distribution, authority).filter(dataset=budget).exists()
    row = HarvestedDataset.objects.of(authority).get(dataset=budget)
    assert row.gone_on == timezone.localdate()

    delete(authority, None, [living(Dataset, authority).get(identifier="c")])
    site.put("/c.ttl", HEAD + jeu("a", "Arbres", more='; dct:description "Alignements"')
             + jeu("b", "Budget") + jeu("c", "Menus"))  # fmt: skip
    assert read(source) == {"added": 1, "changed": 0, "gone": 0, "refused": 1, "unchanged": 1}
    assert titles(authority, state="draft") == ["Budget"]
    assert living(Distribution, authority).filter(dataset=budget).count() == 1
    assert source.report["refused"][0][2] == "aside"


def test_a_reading_that_is_cut_while_it_is_stored_leaves_nothing_and_runs_again(
    authority: Authority, source: HarvestSource, site: Site
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the cut is a trigger of SQLite")
    site.put("/c.ttl", HEAD + "".join(jeu(f"d{n}", f"Jeu {n}") for n in range(30)))
    rows = "catalogue_harvesteddataset"
    with connection.cursor() as cursor:  # the base refuses the 20th line: as a process that dies
        cursor.execute(
            f"CREATE TRIGGER cut BEFORE INSERT ON {rows} WHEN (SELECT count(*) FROM {rows}) = 20"
            " BEGIN SELECT RAISE(ABORT, 'cut'); END"
        )
    with pytest.raises(IntegrityError, match="cut"):
        read(source)
    assert (titles(authority), living(Distribution, authority).count()) == ([], 0)
    source.refresh_from_db()
    assert (source.report, source.etag) == ({}, "")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER cut")
    assert read(source)["added"] == 30
    assert len(set(titles(authority))) == living(Distribution, authority).count() == 30
    assert read(source)["unchanged"] == 30


def test_identifiers_that_all_change_wait_and_nothing_is_lost(
    authority: Authority, source: HarvestSource, site: Site
) -> None:
    site.put("/c.ttl", HEAD + jeu("a", "Arbres") + jeu("b", "Budget"))
    read(source)
    site.put("/c.ttl", HEAD + jeu("1", "Arbres") + jeu("2", "Budget"))
    assert read(source) == {}
    assert source.asks
    assert titles(authority, state="draft") == ["Arbres", "Budget"]
    client = client_of(authority, Role.CONTRIBUTOR)
    page = client.get(reverse("harvest_source", args=[authority.slug, source.pk]))
    assert "Ce sont les mêmes jeux de données" in page.content.decode()
    assert read(source, "same")["changed"] == 2
    assert titles(authority) == ["Arbres", "Budget"]
    assert {each.identifier for each in living(Dataset, authority)} == {"a", "b"}
    assert {each.identifier for each in HarvestedDataset.objects.of(authority)} == {"1", "2"}
    assert read(source) == {"added": 0, "changed": 0, "gone": 0, "refused": 0, "unchanged": 2}


def test_what_comes_from_here_or_from_another_list_is_not_taken_again(
    authority: Authority, source: HarvestSource, site: Site
) -> None:
    ours = Dataset(authority=authority)
    write(authority, None, [(ours, {"name": "Le nôtre", "audience": "open"})])
    again = f'; adms:identifier [ skos:notation "{dataset_uri(ours)}" ]'
    site.put("/c.ttl", HEAD + jeu("x", "Copie", more=again) + jeu("a", "Arbres"))
    assert read(source)["refused"] == 1
    other = HarvestSource(authority=authority)
    write(authority, None, [(other, {"name": "Région", "url": site.url("/r.ttl")})])
    site.put("/r.ttl", HEAD + jeu("z", "Arbres", more='; adms:identifier [ skos:notation "a" ]'))
    read(other)
    assert [each[2] for each in source.report["refused"] + other.report["refused"]] == [
        "ours", "elsewhere",
    ]  # fmt: skip
    assert titles(authority) == ["Arbres", "Le nôtre"]


def test_a_reading_that_fails_says_why_and_changes_nothing(
    authority: Authority, source: HarvestSource, site: Site
) -> None:
    site.put("/c.ttl", HEAD + jeu("a", "Arbres"), ETag='"1"')
    read(source)
    read(source)
    assert site.requests[-1][1].get("If-None-Match") == '"1"'
    site.put("/c.ttl", "<!doctype html><html>", "text/html")
    read(source)
    assert "page à lire dans un navigateur" in source.problem
    assert titles(authority, state="draft") == ["Arbres"]
    client = client_of(authority, Role.CONTRIBUTOR)
    page = client.get(reverse("harvest_source", args=[authority.slug, source.pk])).content.decode()
    assert "page à lire dans un navigateur" in page
    assert "reste tel quel" in page
    listed = client.get(reverse("harvest_source_list", args=[authority.slug])).content.decode()
    assert "pas lu" in listed
    # a person starts it: never an internal network
    client.post(reverse("harvest_read", args=[authority.slug, source.pk]))
    assert Job.objects.of(authority).filter(kind=actions.KIND).count() == 1


def test_a_long_report_says_how_many_lines_it_leaves_out(
    authority: Authority, source: HarvestSource, site: Site
) -> None:
    site.put("/c.ttl", HEAD + "".join(jeu(str(rank), f"Jeu {rank}") for rank in range(230)))
    read(source)
    client = client_of(authority, Role.READER)
    page = client.get(reverse("harvest_source", args=[authority.slug, source.pk])).content.decode()
    assert "Et 205 autres." in page
    assert "Jeu 24" in page
    assert "Jeu 25" not in page


def test_the_demonstration_has_a_catalogue_to_read(authority: Authority) -> None:
    now, people = timezone.now(), {Role.CONTRIBUTOR: None}
    story = Story.at(timezone.localdate())
    demo.fill(Demonstration(authority, people, story, now, timezone.localdate(), is_new=True))
    assert living(HarvestSource, authority).count() == 1


def test_an_internal_network_is_never_read(source: HarvestSource) -> None:
    actions.harvest_job(lambda *_step: None, authority=source.authority_id, source=str(source.pk))
    source.refresh_from_db()
    assert "réseau interne" in source.problem


LIVE = LiveDataset("k1", "Qualité de l’air", "Mesurer l’air", "Service environnement", "open", 3,
                   date(2026, 1, 2), (-1.3, 48.0, -1.1, 48.2),
                   (LiveWay("csv", "/jumeau/vitre/export/Air.csv"),
                    LiveWay("ngsi-ld", "/jumeau/vitre/ngsi-ld/v1/entities?type=x")))  # fmt: skip


def test_the_data_of_the_twin_are_described_and_a_person_publishes_them(
    authority: Authority,
) -> None:
    describe(authority, None, [LIVE])
    made = living(Dataset, authority).get(origin="twin")
    assert (made.name, made.state, made.audience) == ("Qualité de l’air", "draft", "open")
    assert living(Distribution, authority).filter(dataset=made).count() == 2
    write(authority, None, [(made, {"name": "L’air", "state": "published", "licence": "fr-lo"})])
    describe(authority, None, [replace(LIVE, audience="internal", ways=(), area=None)])
    made.refresh_from_db()
    assert (made.name, made.audience) == ("L’air", "internal")
    assert not living(Distribution, authority).filter(dataset=made).exists()
    describe(authority, None, [])
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert any("jumeau" in panel.sentence for _title, panel in panels.of(made))


@pytest.fixture
def opened(authority: Authority) -> list[Dataset]:
    """Three published datasets on an open page, and a draft."""
    PublicPage.objects.create(authority=authority, is_open=True)
    rows = [Dataset(authority=authority) for _ in range(4)]
    common = {"description": "Ce que c’est", "contact": "Service SIG", "licence": "fr-lo"}
    audiences = ("open", "partners", "internal", "open")
    write(authority, None, [
        (row, {**common, "name": f"Jeu {audience}", "audience": audience,
               "state": "draft" if rank == 3 else "published"})
        for rank, (row, audience) in enumerate(zip(rows, audiences, strict=True))
    ])  # fmt: skip
    write(authority, None, [
        (Distribution(authority=authority),
         {"dataset": row, "name": "CSV", "format": "csv", "url": f"https://v.example/{rank}.csv"})
        for rank, row in enumerate(rows)
    ])  # fmt: skip
    for row in rows:
        Published.objects.create(authority=authority, urn=str(row.urn), since=timezone.now())
    return rows


def test_others_read_our_catalogue_page_by_page_and_only_open_data_have_an_address(
    authority: Authority, opened: list[Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    url = reverse("public_dcat_file", args=[authority.slug, "ttl"])
    answer = client.get(url)
    assert answer["Content-Type"] == "text/turtle; charset=utf-8"
    found = {each.title: each for each in read_page(answer.content, "http://t/c.ttl").datasets}
    assert set(found) == {"Jeu open", "Jeu partners", "Jeu internal"}
    assert {title: len(each.distributions) for title, each in found.items()} == {
        "Jeu open": 1, "Jeu partners": 0, "Jeu internal": 0,
    }  # fmt: skip
    assert found["Jeu open"].identifier == opened[0].identifier
    assert b"v.example/1.csv" not in answer.content
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    monkeypatch.setattr(public_views, "PER_PAGE", 2)
    first = read_page(client.get(url).content, "http://t/c.ttl")
    assert (len(first.datasets), first.after.endswith("catalogue.ttl?page=2")) == (2, True)
    last = read_page(client.get(url + "?page=2").content, "http://t/c.ttl")
    assert (len(last.datasets), last.after) == (1, "")
    assert client.get(url + "?page=3").status_code == 404


def test_a_command_writes_the_published_catalogue(
    authority: Authority, opened: list[Dataset]
) -> None:
    done = CliRunner().invoke(published, ["--authority", authority.slug, "--to", "jsonld"])
    page = read_page(done.output.encode(), "http://t/c.jsonld")
    assert len(page.datasets) == len(opened) - 1
    assert CliRunner().invoke(published, ["--authority", "nowhere"]).exit_code == 1


def test_the_format_is_negotiated_and_a_closed_page_has_no_catalogue(
    authority: Authority, opened: list[Dataset]
) -> None:
    client = Client()
    url = reverse("public_dcat", args=[authority.slug])
    for media, ending in public_views.ENDINGS.items():
        answer = client.get(url, headers={"Accept": media})
        if ending:
            assert answer["Content-Type"].startswith(media)
            assert "Accept" in answer["Vary"]
        else:
            assert answer["Location"] == reverse("public_page", args=[authority.slug])
    one = reverse("public_dcat_dataset", args=[authority.slug, opened[0].pk])
    answer = client.get(one, headers={"Accept": "application/n-triples"})
    said = {each.subject.value for each in parse(answer.content, format=RdfFormat.N_TRIPLES)}
    assert dataset_uri(opened[0]) in said
    for pk, ending in ((opened[3].pk, "ttl"), (opened[0].pk, "exe")):
        page = reverse("public_dcat_dataset_file", args=[authority.slug, pk, ending])
        assert client.get(page).status_code == 404
    PublicPage.objects.of(authority).update(is_open=False)
    assert client.get(url).status_code == 404
