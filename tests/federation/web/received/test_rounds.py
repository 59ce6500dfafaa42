"""A round of readings: paused, resumed, cut, shared by workers, and nobody is read twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from federation.towns import EVERYWHERE, Town, action, put, shared
from federation.web.reading import fresh, zipped
from jalons.federation.store.client import Harvester
from jalons.federation.web.received import actions
from jalons.federation.web.received.reading import rounds
from jalons.federation.web.received.reading.storing import StoredSources
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.actions import bring
from jalons.federation.web.sources.models import Source, Stick
from jalons.foundation.register.writer import move
from jalons.foundation.tasks.actions import cancel_job
from jalons.foundation.tasks.models import Job
from remote_site import remote_site

pytestmark = pytest.mark.django_db
COUNT = 7


class Stopped(BaseException):
    """A job that must stop, a worker that is killed."""


@pytest.fixture
def site():
    with remote_site() as made:
        yield made


@pytest.fixture
def region(tmp_path, authority, site, monkeypatch):
    """Seven territories on one site, read once; what was requested since is counted."""
    monkeypatch.setattr(rounds, "PAGE", 3)
    sources = StoredSources(authority)
    harvester = Harvester(sources, reach=EVERYWHERE)
    towns = []
    for number in range(COUNT):
        siren = ("200066009", "213500010", "213302615", "200000131", "200000115", "200000107",
                 "213501505")[number]  # fmt: skip
        town = Town(tmp_path, f"Ville {number}", siren=siren)
        town.publish()
        where = site.url(f"/{number}/")
        put_at(site, town, number)
        harvester.follow(where, town.repository.fingerprint)
        harvester.harvest(town.publisher)
        towns.append(town)
        town.sources.__exit__()
    Source.objects.of(authority).update(next_on=None)
    site.requests.clear()
    return towns


def put_at(site, town, number):
    before = dict(site.pages)
    site.pages.clear()
    put(site, town.repository.folder)
    mine = {f"/{number}{path}": page for path, page in site.pages.items()}
    site.pages.clear()
    site.pages.update(before | mine)


def requested(site):
    return Counter(path for path, _headers in site.requests)


def due(authority):
    return queries.due(authority, timezone.localdate()).count()


def read(authority, report=lambda _progress: None):
    return actions.read_round(authority, report, allow_private=True)


def test_one_request_each_where_nothing_is_new_and_whole_where_something_is(
    region, authority, site
):
    region[2].publish(shared(content=action(cost_eur=3)) | shared("action/ecrans.json"))
    put_at(site, region[2], 2)
    site.pages["/5/metadata/timestamp.json"] = (500, b"", {})
    seen = []
    done = read(authority, lambda progress: seen.append((progress.done, progress.host)))
    assert (done.done, done.total, done.files) == (COUNT, COUNT, 2)
    assert done.received > 100
    assert seen[-1][1] == "127.0.0.1"
    rows = Source.objects.of(authority)
    statuses = dict(rows.values_list("heading", "status"))
    assert statuses.pop("Ville 2") == "fresh"
    assert statuses.pop("Ville 5") == "unreachable"
    assert set(statuses.values()) == {"unchanged"}
    assert set(rows.values_list("next_on", flat=True)) == {timezone.localdate() + timedelta(days=1)}
    assert set(rows.values_list("taken_until", flat=True)) == {None}
    found = requested(site)
    for number in (0, 1, 3, 4, 5, 6):
        assert found[f"/{number}/metadata/timestamp.json"] == 1
        assert sum(count for path, count in found.items() if path[1] == str(number)) == 1
    site.requests.clear()
    assert read(authority).total == 0
    assert not site.requests, "what was read today is not requested again"


def test_a_stick_that_waits_is_read_in_a_round_though_the_site_has_nothing_new(region, authority):
    region[1].publish(shared(content=action(cost_eur=3)))  # not on its site yet
    source = Source.objects.of(authority).select_related("authority").get(heading="Ville 1")
    bring(None, source, zipped(region[1].repository.folder))
    assert read(authority).files == 1
    assert not Stick.objects.of(authority).exists()


def test_a_round_that_is_paused_or_killed_goes_on_where_it_was(region, authority, site):
    def stop(progress):
        if progress.done >= 3:
            raise Stopped

    with pytest.raises(Stopped):
        read(authority, stop)
    assert due(authority) == COUNT - 3
    assert read(authority).done == COUNT - 3
    assert set(requested(site).values()) == {1}, "nothing was requested twice"

    Source.objects.of(authority).update(next_on=None)
    taken = rounds.take(authority, queries.due(authority, timezone.localdate()), 3, rounds.LEASE)
    assert len(taken.keys) == 3, "then this worker is killed: it lets nothing go"
    left = queries.due(authority, timezone.localdate()).exclude(pk__in=taken.keys)
    assert len(rounds.take(authority, queries.due(authority, timezone.localdate()), 50).keys) == 4
    assert left.count() == 4
    Source.objects.of(authority).update(taken_until=timezone.now() - timedelta(seconds=1))
    assert read(authority).done == COUNT
    assert due(authority) == 0


def test_two_workers_never_read_the_same_territory(region, authority, site):
    """A second worker begins while the first has a page in hand."""
    parts = Counter()

    def begin(progress):
        if parts["second"] or progress.done < 3:
            return
        parts["second"] = 1
        rows = queries.due(authority, timezone.localdate())
        taken = rounds.take(authority, rows, rounds.PAGE, rounds.LEASE)
        parts["second"] = len(taken.keys)
        Source.objects.of(authority).filter(pk__in=taken.keys).update(
            status="unchanged", next_on=timezone.localdate() + timedelta(days=1), taken_until=None
        )

    first = read(authority, begin)
    assert (first.done, parts["second"]) == (COUNT - 3, 3)
    assert sum(requested(site).values()) == COUNT - 3


def test_one_that_somebody_pauses_or_distrusts_during_a_round_is_not_read(region, authority, site):
    for number, town in enumerate(region):
        town.publish(shared(content=action(cost_eur=number)))
        put_at(site, town, number)
    last = Source.objects.of(authority).get(heading="Ville 2")

    def pause(progress):
        if progress.name.endswith(("/0/", "/1/", "/3/")) and fresh(last).trust == "trusted":
            move(None, fresh(last), "doubt")

    read(authority, pause)
    assert (fresh(last).trust, fresh(last).checked_at) == ("met", last.checked_at)
    assert not [path for path in requested(site) if path.startswith("/2/targets/")]


def test_the_list_shows_how_far_a_reading_is_and_a_person_pauses_and_resumes_it(
    region, authority, contributor, reader
):
    job = actions.read_due(authority, None)
    url = reverse("federation_source_list", args=[authority.slug])
    shown = contributor.get(url).content.decode()
    assert "attend son tour" in shown
    Job.objects.of(authority).update(state="running", done_steps=1200, total_steps=35000, message=(
        "Valmoré (valmore.fr). Encore 4 minutes environ."))  # fmt: skip
    shown = reader.get(url).content.decode()
    assert "1\u202f200 sur 35\u202f000" in shown
    assert "Encore 4 minutes" in shown
    assert "Mettre la lecture en pause" not in shown, "a reader cannot"
    assert "Mettre la lecture en pause" in contributor.get(url).content.decode()
    pause = reverse("federation_pause", args=[authority.slug])
    assert reader.post(pause).status_code == 403
    Job.objects.of(authority).update(state="queued")
    shown = contributor.post(pause, follow=True).content.decode()
    assert f"La lecture est en pause\u202f: il reste {COUNT} territoires à lire." in shown
    assert "Reprendre la lecture" in shown
    job.refresh_from_db()
    assert cancel_job(job=job).state == "cancelled"


def test_the_words_of_a_round_say_what_comes_and_that_the_time_left_is_inferred():
    progress = rounds.RoundProgress(35_000, done=7_000, files=12, received=3_400_000,
                                    name="Valmoré", host="valmore.fr")  # fmt: skip
    assert actions.progress_words(progress) == (
        "Valmoré (valmore.fr). 12 fichiers sont venus (3\u202f400\u202fko)."
    )
    progress.started -= 60
    words = actions.progress_words(progress)
    assert words.endswith("Encore 4 minutes environ, au rythme actuel.")
    assert actions.progress_words(rounds.RoundProgress(0)) == ""
