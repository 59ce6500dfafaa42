"""What a question costs, what it is like, what is not known; measured recipes beside."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.catalogue.web.ai_systems import energy, models, queries
from jalons.catalogue.web.ai_systems.shelf import AI_SYSTEMS
from jalons.catalogue.words.ai import likened
from jalons.foundation.accounts.models import Role
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.writer import move, write
from jalons.kernel import Interval
from jalons.kernel.contracts import MeasuredCard, ai_register
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
NONE = {"prohibited": ["none"], "area": ["none"], "product_safety": "no", "transparency": ["none"]}


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


def system(town, name, **values):
    made = models.AISystem(authority=town)
    write(town, None, [(made, {"name": name, **values})])
    return queries.systems(town).get(pk=made.pk)


def used(found, months_ago, **values):
    month = timezone.localdate().replace(day=1) - timedelta(days=30 * months_ago)
    made = models.GenerativeUse(authority=found.authority)
    write(found.authority, None, [(made, {"system": found, "month": month, "source": "x",
                                          "model": "gpt-4o", **values})])  # fmt: skip


def text(response):
    assert response.status_code == 200, response.content.decode()[:2000]
    return re.sub("[\u202f\xa0]", " ", response.content.decode())


def card(**blocks):
    found = {"preuve": {}, "usage": {}, "empreinte": {}} | blocks
    return MeasuredCard("orientation", "Orientation", "Oriente.", found, {"purpose": "Orienter"})


def test_a_question_has_a_figure_when_its_model_and_tokens_are_known(town):
    reader = client_of(town, Role.READER)
    page = text(reader.get(reverse("ai_energy", args=[town.slug])))
    assert "Personne n’a encore compté l’usage de l’IA générative" in page
    writer = system(town, "Assistant <b>")
    used(writer, 0, requests=1_000, output_tokens=400_000)
    used(writer, 1, requests=1_000)
    used(writer, 2, requests=50, model="inconnu-7")
    used(writer, 20, requests=1, output_tokens=10**9)
    found = energy.question(energy.months(town))
    assert found == queries.energy_of(models.GenerativeUse(
        model="gpt-4o", output_tokens=400_000)).scaled(1 / 1_000)  # fmt: skip
    page = text(reader.get(reverse("ai_energy", args=[town.slug])))
    assert re.search(r"Une question coûte entre [\d,]+ et [\d,]+ Wh d’électricité", page)
    assert "autant qu’une ampoule LED de 8 W allumée (durée : entre" in page
    assert "2 lignes n’ont pas d’énergie" in page
    assert "Assistant &lt;b&gt;" in page
    rows = list(csv.reader(io.StringIO(
        reader.get(reverse("ai_energy_file", args=[town.slug])).content.decode("utf-8-sig")),
        delimiter=";"))  # fmt: skip
    assert len(rows) == 4
    assert rows[2][5] == ""


def test_residents_read_what_a_question_costs(town, client):
    found = system(town, "Assistant", answers=NONE)
    used(found, 0, requests=1_000, output_tokens=400_000)
    move(None, found, "use", date(2026, 1, 1))
    PublicPage.objects.create(authority=town, is_open=True)
    urns = {str(found.urn)}
    choose(authority=town, user=None, shelf=AI_SYSTEMS, offered=urns, chosen=urns)
    shown = text(client.get(f"/public/{town.slug}/systemes-ia/"))
    assert re.search(r"Ce que coûte une question.*entre [\d,]+ et [\d,]+ Wh", shown, re.S)


def test_a_system_nobody_counts_is_named_as_unknown(town):
    found = system(town, "Assistant", answers=NONE | {"technique": "generative"})
    move(None, found, "use", date(2026, 1, 1))
    page = text(client_of(town, Role.READER).get(reverse("ai_energy", args=[town.slug])))
    assert "Assistant : personne n’a compté son usage." in page


def test_things_everybody_knows_last_as_long_as_arithmetic_says():
    lamp, laptop, kettle = likened(Interval(0.4, 0.8, 1.6), "fr")
    assert re.sub("[\u202f\xa0]", " ", lamp).endswith("(durée : entre 3 et 12 min)")
    assert re.sub("[\u202f\xa0]", " ", laptop).endswith("(durée : entre 48 et 192 s)")
    assert re.sub("[\u202f\xa0]", " ", kettle).endswith("(durée : entre 0,7 et 2,9 s)")
    assert len(likened(Interval(0.04, 0.08, 0.16), "fr")) == 2


def test_what_a_machine_measures_enters_the_register_to_be_confirmed(town):
    register = ai_register()
    assert register.entry(town.urn, "orientation") == ""
    register.measure(town.urn, card())
    address = register.add(town.urn, 0, card(empreinte={"wh_1000": 0.0002}))
    assert register.add(town.urn, 0, card()) == address == register.entry(town.urn, "orientation")
    found = queries.systems(town).get()
    assert (found.name, found.drafts, found.measured_key) == (
        "Orientation", ["purpose"], "orientation",
    )  # fmt: skip
    other = make_authority("rennes", "Rennes")
    assert register.entry(other.urn, "orientation") == ""
    register.measure(town.urn, card(empreinte={"wh_1000": 0.0002}))
    page = text(client_of(town, Role.READER).get(reverse("ai_energy", args=[town.slug])))
    assert "Recettes mesurées ici" in page
    assert "moins d’un millième" in page


def test_the_share_of_measured_cards_is_published(town):
    register = ai_register()
    register.add(town.urn, 0, card())
    found = queries.systems(town).get()
    write(town, None, [(found, {"answers": NONE})])
    move(None, queries.systems(town).get(), "use", date(2026, 1, 1))
    move(None, system(town, "Autre", answers=NONE), "use", date(2026, 1, 1))

    def share():
        rows = StoredObservation.objects.of(town).filter(indicator="ailibrary.cards_proven")
        return [each.mid for each in rows]

    assert share() == [0]
    register.measure(town.urn, card(preuve={"score": 0.8}))
    assert share() == [50]
