"""The core indicators come first on pages; documents know which ones the authority follows."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from jalons.strategy.engine.catalogue import COMPUTING, TERRITORY
from jalons.strategy.store import ROOMS, catalogue
from jalons.strategy.web.indicators.models import FollowedIndicator
from jalons.strategy.web.roadmap.measures import ON_SCHEDULE, SPENT
from jalons.strategy.web.statutory.queries import material
from strategy.documents.sample_material import DAY
from strategy.test_store import PUSHED_BY_FOOTPRINT

pytestmark = pytest.mark.django_db
SHEETS = catalogue().indicators
OTHER = "footprint.per_device"  # of commitment 4, not core
TWIN = {"twin.cases_live", "twin.energy_saved", "twin.heat_recovered", "twin.sensors"}
PURCHASES = {
    f"procurement.{name}"
    for name in (
        "carbon_known", "declaration_filed", "environmental_clause", "gifts_value", "index_used",
        "mean_index", "recycled_share", "reused_share", "spaser_rate",
    )
}  # fmt: skip
INCLUDED = {"inclusion.coaching_hours", "inclusion.fragility_index", "inclusion.human_channel",
            "inclusion.mediation_places", "inclusion.residents_coached"}  # fmt: skip
CATALOGUED = {each.id for each in SHEETS.values() if each.provider == "catalogue"}
WEBSITES = {each.id for each in SHEETS.values() if each.provider == "webaudit"}
REUSED = {
    f"reuse.{name}"
    for name in (
        "disposal_rate", "given_to_households", "old_units_recycled", "proofs_held", "repairs",
        "units_reused", "weee",
    )
}  # fmt: skip
TERRITORIAL = {each.id for each in SHEETS.values() if each.provider == TERRITORY}
FOLD = re.compile(r"<details>.*?</details>", re.S)


def content(page):
    """The page without its frame."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def choice(contributor, number):
    address = reverse("indicators_choose", args=["agglo"])
    return content(contributor.get(address, {"engagement": number}).content.decode())


def catalogue_of(**query):
    return content(Client().get(reverse("indicators"), query).content.decode())


def test_the_catalogue_opens_on_the_nine_commitments_and_loads_no_sheet():
    page = catalogue_of()
    assert page.count("?engagement=") == 9
    assert 'class="card' not in page
    assert "25 indicateurs essentiels viennent d’abord" in page


def test_a_commitment_of_the_catalogue_shows_its_own_sheets_page_by_page_the_core_first():
    sheets = catalogue().of_commitment(4)
    pages = [catalogue_of(engagement=4, page=number) for number in (1, 2, 3)]
    shown = re.findall(r'<section class="card[^>]* id="([^"]+)"', "".join(pages))
    assert sorted(shown) == sorted(each.id for each in sheets)
    core = [SHEETS[name].core for name in shown]
    assert core == sorted(core, reverse=True)
    assert any(core)
    assert not all(core)
    assert "26 indicateurs peuvent être suivis" in pages[0]


def test_the_catalogue_is_searched_by_words_without_accents_within_a_commitment_or_in_all():
    assert "footprint.total" in catalogue_of(q="empreinte climatique")
    page = catalogue_of(q="Declaration", engagement=5)
    assert "2 indicateurs répondent" in page
    assert "procurement.declaration_filed" in page
    assert "webaudit.valid_statements" not in page, "of another commitment"
    nothing = catalogue_of(q="<b>zzz", engagement="99")
    assert "0 indicateur répond à «\u202f&lt;b&gt;zzz\u202f»" in nothing
    assert nothing.count("?engagement=") == 9


def test_a_choice_offers_the_core_first_and_never_folds_what_is_followed(agglo, contributor):
    FollowedIndicator.objects.create(authority=agglo, indicator=OTHER)
    page = choice(contributor, 4)
    shown = FOLD.sub("", page)
    assert f'value="{OTHER}" checked' in shown
    for sheet in catalogue().of_commitment(4):
        assert (f'id="i-{sheet.id}"' in shown) == (sheet.core or sheet.id == OTHER), sheet.id
        assert f'id="i-{sheet.id}"' in page


def test_a_tick_inside_the_fold_is_recorded_and_one_outside_it_stays(agglo, contributor):
    FollowedIndicator.objects.create(authority=agglo, indicator="footprint.total")
    page = choice(contributor, 4)
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    sent = {"indicator": ["footprint.total", OTHER], "shown": shown}
    contributor.post(reverse("indicators_choose", args=["agglo"]), sent)
    followed = set(FollowedIndicator.objects.of(agglo).values_list("indicator", flat=True))
    assert followed == {"footprint.total", OTHER}


def test_an_indicator_no_room_computes_is_to_be_typed_in_and_no_room_is_named(agglo, reader):
    address = reverse("indicator_page", args=["agglo", "participation.partners"])
    page = content(reader.get(address).content.decode())
    assert "déclaré par la collectivité" in page
    assert "Ses valeurs sont saisies par vos services" in page
    assert "à venir" not in page
    assert "calculé par" not in page


def test_what_computes_is_what_is_installed():
    installed = {room for room in ROOMS if apps.is_installed(f"jalons.{room}.web")}
    assert installed | {TERRITORY} == COMPUTING


def test_a_sheet_names_a_room_only_for_what_that_room_hands_over():
    named = {each.id for each in SHEETS.values() if not each.by_hand}
    assert named == {
        *PUSHED_BY_FOOTPRINT, *TWIN, *PURCHASES, *REUSED, *INCLUDED, *WEBSITES, *CATALOGUED,
        *TERRITORIAL, ON_SCHEDULE, SPENT, "participation.consultations",
        "participation.services_with_users", "federation.works_used",
        "federation.actions_shared",
    }  # fmt: skip


def test_the_api_gives_the_flag_with_every_sheet():
    records = Client().get("/api/v1/indicators").json()
    assert {each["id"]: each["core"] for each in records} == {
        sheet.id: sheet.core for sheet in SHEETS.values()
    }


def test_documents_know_what_the_authority_follows(agglo):
    FollowedIndicator.objects.create(authority=agglo, indicator=OTHER)
    found = material(agglo, DAY.year, today=DAY)
    assert found.prints(SHEETS[OTHER])
    assert found.prints(SHEETS["footprint.total"])
    assert not found.prints(SHEETS["footprint.quality"])
