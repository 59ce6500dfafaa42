"""The calculator of life-cycle cost: the same engine, nothing stored."""

import pytest
from django.test import Client
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.procurement.web.purchases.lifecycle_views import EXAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    authority = Authority.objects.create(slug="vitre", name="Vitré")
    user = User.objects.create_user("reader@example.org", "x")
    Membership.objects.create(user=user, authority=authority, role=Role.READER)
    client = Client()
    client.force_login(user)

    def read(**query):
        answer = client.get(reverse("procurement_cost", args=[authority.slug]), query)
        assert answer.status_code == 200
        return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")

    return read


def test_the_reference_numbers_are_on_the_page(page):
    text = page(**EXAMPLE)
    for words in ("119,81 € par an de service, contre 160,54 €", "963,24 €", "479,22 €",
                  "au moins 3 ans", "707 ans"):  # fmt: skip
        assert words in text


def test_amounts_are_read_as_people_type_them(page):
    assert "963,24 €" in page(**EXAMPLE | {"new-price": "900,00 € HT", "new-energy": "30,0"})


def test_an_assumption_is_replaced_in_percent(page):
    text = page(**EXAMPLE, rate="0", energy_price="0,25")
    assert "895,00 €" in text  # 900 + 45 − 50
    assert "963,24 €" not in text


def test_nothing_typed_is_a_form_with_an_example_and_its_sources(page):
    text = page()
    assert "Combien coûte-t-il par an de service" in text
    assert "Voir un exemple" in text
    assert "250 € la tonne" in text
    assert "aria-invalid" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"new-price": "900"},
        EXAMPLE | {"new-life": "60"},
        EXAMPLE | {"new-price": "900 € TTC"},
        EXAMPLE | {"refurbished-energy": "-1"},
        EXAMPLE | {"rate": "300"},
        EXAMPLE | {"new-residual": "2000000000"},
        EXAMPLE | {"new-energy": "9" * 20},
        EXAMPLE | {"new-embodied": "NaN"},
    ],
)
def test_what_cannot_be_computed_is_asked_again(page, query):
    text = page(**query)
    assert 'aria-invalid="true"' in text
    assert "Combien coûte-t-il" in text


def test_the_longest_life_and_the_largest_amounts_are_computed(page):
    asked = {"new-price": "1000000000", "new-energy": "1000000000", "new-life": "40",
             "new-residual": "1000000000"}  # fmt: skip
    assert "sur 40 ans" in page(**asked)


def test_one_option_alone_has_its_cost(page):
    only = {name: value for name, value in EXAMPLE.items() if name.startswith("new")}
    assert "963,24 € sur 6 ans" in page(**only)
