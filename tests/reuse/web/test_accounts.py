"""The year of reuse on screen: sentence, gaps with links, chapter, accounts, indicators, public."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.publishing import actions as publishing
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact, device_impacts
from jalons.reuse.cli import commands
from jalons.reuse.documents.yearly_chapter import chapter
from jalons.reuse.web.accounts import indicators, queries, shelf
from jalons.reuse.web.accounts.models import LotSale, ReuseYear
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.actions import compose
from jalons.reuse.web.lots.models import Lot, LotFile
from jalons.strategy.web.observations.models import StoredObservation
from samples import api_token

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
LEFT = date(YEAR, 1, 20)


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def editor(town):
    return signed_in(member_of(town, Role.CONTRIBUTOR))


def made(town, model, **values):
    record = model(authority=town)
    write(town, None, [(record, values)])
    return record


def fleet(town, count=90, gone=50, proved=42, **known):
    """Devices in stock on 1 January, some of which left in a lot with some proofs."""
    lot = Lot.objects.create(
        authority=town, name="Lot 1", route="rup", state="collected", collected_on=LEFT,
        committed_on=LEFT,
    )  # fmt: skip
    about = {"kind": "laptop", "bought_on": date(YEAR - 6, 1, 20), "special": False, "price": 1000,
             "retired_on": date(YEAR - 1, 11, 3)} | known  # fmt: skip
    Device.unscoped.bulk_create(
        Device(authority=town, label=f"PC-{n:02}", **about, state="gone" if n < gone else "retired",
               lot=lot if n < gone else None) for n in range(count)
    )  # fmt: skip
    if proved:
        LotFile.objects.create(
            authority=town, lot=lot, kind="proof", name="Attestation", count=proved
        )
    return lot


def page(client, town, name="reuse_rate", *args):
    return client.get(reverse(name, args=[town.slug, *args])).content.decode()


def test_the_page_says_the_rate_and_what_is_missing_with_where_to_fill_it(town, editor):
    lot = fleet(town)
    shown = page(editor, town).replace("\u202f", " ")
    title = "42 appareils sur 90 sont partis au réemploi : 46,7 %, il en manque 3 pour atteindre"
    assert f"<h1>En {YEAR}, {title} 50 %.</h1>" in shown
    assert "8 preuves de réemploi à recevoir" in shown
    assert reverse("lot_pieces_new", args=[town.slug, lot.pk]) in shown
    assert "55,6 %" in shown


def test_an_empty_year_says_what_to_bring(town, editor):
    shown = page(editor, town)
    assert "aucun taux ne se calcule" in shown
    assert "Apportez la liste" in shown
    assert reverse("reuse_year_new", args=[town.slug]) in shown


def test_an_unknown_purchase_is_linked_to_its_device(town, editor):
    fleet(town, count=5, gone=0, proved=0, bought_on=None)
    device = Device.objects.of(town).first()
    assert reverse("device_edit", args=[town.slug, device.pk]) in page(editor, town)


def test_a_year_to_come_or_before_the_decree_is_not_there(town, editor):
    for year in (2022, YEAR + 1):
        url = reverse("reuse_rate_of", args=[town.slug, year])
        assert editor.get(url).status_code == 404


def test_a_stock_counted_by_a_person_is_marked(town, editor):
    fleet(town, count=42, gone=42)
    made(town, ReuseYear, stock=90)
    shown = page(editor, town).replace("\u202f", " ")
    assert "42 appareils sur 90" in shown
    assert "déclarés par un agent" in shown


def test_a_year_is_stated_once_and_a_share_is_at_most_one(town):
    made(town, ReuseYear)
    with pytest.raises(ValidationError, match="déjà là"):
        made(town, ReuseYear)
    with pytest.raises(ValidationError):
        made(town, ReuseYear, year=2024, substitution=Decimal("1.1"))


class Known:
    def kinds(self, lang):
        return {"laptop": lang}

    def impact(self, kind, *, maker="", model=""):
        del maker, model
        made = Interval(180.0, 250.0, 320.0)
        return DeviceImpact(kind, made, Interval.exact(30), 5, 0.04, of_the_model=False, sources=())


@pytest.fixture
def impacts():
    before = device_impacts._plugged
    yield device_impacts.connect
    device_impacts._plugged = before


def test_avoided_impact_waits_for_a_statement_and_for_a_room_that_knows(town, editor, impacts):
    fleet(town, gone=10, proved=10)
    assert "Non calculé" in page(editor, town)
    made(town, ReuseYear, substitution=Decimal("0.5"), service_years=3)
    impacts(None)
    assert "Non disponible" in page(editor, town)
    impacts(Known())
    shown = page(editor, town)
    assert "évités ailleurs par 10 appareils" in shown
    assert queries.sheet(town, YEAR).avoided.kg.mid == 750.0


def test_devices_whose_proofs_name_nobody_avoid_nothing_for_sure(town, impacts):
    fleet(town, gone=10, proved=9)
    made(town, ReuseYear, substitution=1, service_years=5)
    impacts(Known())
    assert queries.sheet(town, YEAR).avoided.counted == 0


def test_an_eco_organisation_recycles_unless_it_committed_itself(town):
    lot = fleet(town, gone=10, proved=10)
    Lot.unscoped.filter(pk=lot.pk).update(route="eco_organism")
    assert queries.rate(town, YEAR).reused == (10, 10)
    Lot.unscoped.filter(pk=lot.pk).update(committed_on=None)
    assert queries.rate(town, YEAR).reused == (0, 0)


@pytest.mark.parametrize("kind", ["html", "docx", "odt"])
def test_the_chapter_says_the_same_as_the_page(town, editor, kind):
    fleet(town)
    answer = editor.get(reverse("reuse_chapter", args=[town.slug, YEAR, kind]), follow=True)
    assert answer.status_code in {200, 202}
    document = chapter(queries.sheet(town, YEAR), "fr")
    assert document.subject.startswith(f"En {YEAR}, 42 appareils sur 90")
    assert chapter(queries.sheet(town, YEAR), "en").subject.startswith(f"In {YEAR}, 42 of 90")


def test_the_accounts_give_net_values_and_the_result_of_a_sale(town, editor):
    lot = fleet(town, count=3, gone=2, proved=0, bought_on=date(YEAR - 2, 1, 20))
    url = reverse("reuse_books", args=[town.slug, YEAR, "csv"])

    def rows():
        body = b"".join(editor.get(url).streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(body), delimiter=";"))

    assert {row["Valeur nette"] for row in rows()} == {""}
    year = made(town, ReuseYear, depreciation_years=4)
    given = rows()[0]
    assert given["Valeur nette"].replace(",", ".").startswith("499.66")
    assert given["Totalement amorti"] == "non"
    assert given["Plus ou moins-value de son lot"].startswith("-999")  # two devices, given away
    Lot.unscoped.filter(pk=lot.pk).update(route="sale")
    assert rows()[0]["Plus ou moins-value de son lot"] == ""  # nobody wrote the price
    made(town, LotSale, reuse_year=year, lot=lot, amount=1200)
    assert rows()[0]["Prix de son lot"].startswith("1200")
    stored = rows()
    assert [row["Parti le"] != "" for row in stored] == [True, True, False]


def values(town):
    found = StoredObservation.objects.of(town).filter(indicator__startswith="reuse.")
    return {each.indicator: (each.low, each.high) for each in found}


def test_indicators_are_published_and_withdrawn_when_unknown(town):
    fleet(town)
    indicators.publish_all(now=datetime.now(ZoneInfo("Europe/Paris")))
    found = values(town)
    assert found["reuse.disposal_rate"] == pytest.approx((46.67, 46.67), abs=0.01)
    assert found["reuse.units_reused"] == (42, 42)
    assert found["reuse.old_units_recycled"] == (0, 0)
    Device.objects.of(town).update(deleted_at=timezone.now())
    made(town, ReuseYear)
    assert values(town) == {}


def times_published(town, act):
    with CaptureQueriesContext(connection) as seen:
        act()
    rows = [each["sql"] for each in seen if each["sql"].startswith("SELECT")]
    return sum(f"reuse_disposal_rate:{town.store_name}.{YEAR}" in each for each in rows)


def test_the_rate_is_published_once_with_each_act_it_depends_on(town):
    lot = fleet(town)
    stock = list(Device.objects.of(town).filter(lot=None)[:3])

    def retire_earlier():
        write(town, None, [(each, {"retired_on": date(YEAR - 1, 1, 5)}) for each in stock])

    def undo():
        writer.undo(town, None, Batch.objects.of(town).order_by("-at").first())

    def prove():
        proof = LotFile(authority=town, lot=lot)
        write(town, None, [(proof, {"kind": "proof", "name": "Autre", "count": 3})])

    assert times_published(town, retire_earlier) == 1
    assert values(town)["reuse.units_reused"] == (42, 42)
    assert times_published(town, undo) == 1
    assert times_published(town, prove) == 1
    assert values(town)["reuse.units_reused"] == (45, 45)
    assert (
        times_published(town, lambda: write(town, None, [(stock[0].latest(), {"tag": "X"})])) == 0
    )


def test_an_act_on_a_lot_and_its_devices_publishes_the_rate_once(town):
    fleet(town, gone=0, proved=0)
    lot = made(town, Lot, name="Lot 2", route="rup")
    chosen = list(Device.objects.of(town)[:2])
    compose(None, lot, chosen, inside=True)
    assert times_published(town, lambda: writer.delete(town, None, [lot.latest()])) == 1


def test_the_public_shelf_names_nobody_and_hides_small_numbers(town):
    lot = fleet(town)
    year = made(town, ReuseYear)
    (item,) = shelf.YEARS.shown(town, {str(year.urn)}).items
    assert item.value["rate_low"] == item.value["rate_high"] == 46.7
    assert list(item.value["devices_by_route"].values()) == [50]
    assert "Lot 1" not in str(item.value)
    bin_ = Lot.objects.create(
        authority=town, name="L2", route="recycler", state="collected", collected_on=LEFT
    )
    Device.objects.create(
        authority=town, label="Vieux", state="gone", lot=bin_, retired_on=LEFT - timedelta(30)
    )
    (item,) = shelf.YEARS.shown(town, {str(year.urn)}).items
    assert item.value["devices_by_route"] == {}  # one alone would follow from the others
    Device.objects.of(town).filter(lot=lot).update(lot=None, state="retired")
    write(town, None, [(year, {"stock": 3})])
    (item,) = shelf.YEARS.shown(town, {str(year.urn)}).items
    assert (item.value["rate_low"], item.value["sentence"]) == (None, "")


def test_the_public_page_shows_the_chosen_years(client, town):
    fleet(town)
    year = made(town, ReuseYear)
    admin = member_of(town, Role.ADMINISTRATOR)
    urns = {str(year.urn)}
    publishing.choose(authority=town, user=admin, shelf=shelf.YEARS, offered=urns, chosen=urns)
    publishing.open_to_everybody(authority=town, user=admin)
    shown = client.get(f"/public/{town.slug}/reemploi/").content.decode()
    assert "42 appareils sur 90" in shown.replace("\u202f", " ")
    assert "reuse_year" in client.get(f"/public/{town.slug}/donnees/reemploi.json").content.decode()


LIST = """Nom;Type;Date d'achat;Date de réforme;Classifié;Date de sortie;Réemploi;Engagement;Preuve
PC-1;Portable;12/05/2019;03/11/2025;non;14/03/2026;oui;oui;oui
PC-2;Portable;12/05/2019;03/11/2025;non;;;;
PC-3;Portable;12/05/2009;03/11/2025;non;14/03/2026;non;;
"""


def run(tmp_path, text, *options):
    file = tmp_path / "liste.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(commands, ["rate", str(file), "--year", "2026", *options])


def test_the_command_gives_the_rate_of_a_list(tmp_path):
    done = run(tmp_path, LIST)
    assert done.exit_code == 0
    assert "1 appareil sur 2 est parti au réemploi" in done.output
    assert "objectif de 50" in done.output
    assert "1 appareil sur 10" in run(tmp_path, LIST, "--stock", "10").output


def test_a_row_that_is_not_understood_makes_the_command_fail(tmp_path):
    done = run(tmp_path, LIST + "PC-4;Portable;hier;;;;;;\n")
    assert done.exit_code == 1
    assert "5" in done.output
    backwards = run(tmp_path, LIST + "PC-4;Portable;12/05/2019;03/11/2018;;;;;\n")
    assert backwards.exit_code == 1
    assert run(tmp_path, "\n").exit_code == 1


def test_a_machine_reads_the_rate_of_a_year_and_what_is_missing(client, town):
    lot = fleet(town)
    _token, secret = api_token(town, scopes=["reuse:read"])
    head = {"Authorization": f"Bearer {secret}"}
    base = f"/api/v1/authorities/{town.slug}/reuse-rates"
    found = client.get(f"{base}/{YEAR}", headers=head).json()
    assert (found["target"], found["reused"], found["left"]) == (50, {"low": 42, "high": 42}, 50)
    assert found["rate"]["low"] == pytest.approx(46.67, abs=0.01)
    assert found["missing"] == {"low": 3, "high": 3}
    assert [(each["route"], each["possible"]["low"]) for each in found["routes"]] == [("rup", 50)]
    (gap,) = [each for each in found["gaps"] if each["code"] == "proof"]
    assert (gap["key"], gap["units"]) == (str(lot.pk), 8)
    assert client.get(f"{base}/{YEAR + 1}", headers=head).status_code == 404
    assert client.get(f"{base}/{YEAR}").status_code in {401, 403}
