"""The members an authority supports: what they chose to share, help, needs to pool."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from federation.web import others
from jalons.federation.web.sources.models import Source
from jalons.federation.web.supervision.models import HelpRequest
from jalons.federation.web.supervision.register import helps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def diagnosis(*scores):
    themes = [{"id": str(place), "score": score} for place, score in enumerate(scores)]
    said = {"referential": "Jalons", "version": "1.1.0", "made_on": "2026-10-01", "themes": themes}
    return json.dumps(said).encode()


def test_members_are_on_one_page_with_what_they_share_and_no_more(authority, reader):
    first, second, third = (others.source(authority, each) for each in others.towns(3))
    others.file(first, "diagnostic", "d", diagnosis(40, 60, None))
    others.file(first, "diagnostic", "before", diagnosis(7), made_on=date(2024, 1, 1))
    relayed = others.file(second, "diagnostic", "d", diagnosis(99))
    second.items.update(origin="b" * 64)
    Source.objects.of(authority).filter(pk=second.pk).update(status="expired")
    Source.objects.of(authority).filter(pk=third.pk).update(trust="met")
    HelpRequest.objects.create(authority=authority, member=first, subject="Un conseiller")
    for each in (first, second):
        others.notice(each, "Écrans", quantity=10, unit="écrans")
    others.notice(third, "Écrans", quantity=500, unit="écrans")
    others.notice(first, "Divers", quantity=7, subject="skill")
    others.notice(second, "Divers", quantity=4, subject="skill")
    url = reverse("supported_members", args=[authority.slug])
    text = reader.get(url).content.decode()
    assert "2 territoires partagent leur état avec vous, 1 n’a pas été bien lu" in text
    assert "Jalons 1.1.0" in text
    assert "7 sur 100" not in text, "the latest one"
    assert "50 sur 100\u202f: Jalons 1.1.0" in text
    assert "99 sur 100" not in text, f"{relayed} is of another territory"
    assert "Ville 3" not in text
    assert "20 écrans" in text
    assert "520 écrans" not in text
    assert "11" not in [cell for row in reader.get(url).context["pooled"].rows for cell in row], (
        "what has no unit is not added"
    )


def test_late_duties_are_those_that_a_member_chose_to_share(authority, reader):
    first, second, third = (others.source(authority, each) for each in others.towns(3))
    late = [{"id": "reen_strategy:0", "title": "Programme de travail", "day": "2023-01-01",
             "law": "Loi du 15 novembre 2021"},
            {"id": "rgaa", "title": "Déclaration d’accessibilité",
             "day": "2026-02-31"}]  # fmt: skip
    others.file(first, "duties", "d", json.dumps({"late": late}).encode())
    others.file(second, "duties", "d", json.dumps({"late": [], "to_check": 4}).encode())
    others.file(third, "duties", "d", json.dumps({"late": [{"id": 3}]}).encode())
    url = reverse("supported_members", args=[authority.slug])
    text = reader.get(url).content.decode()
    assert text.count("Programme de travail") == 1
    assert "1er janvier 2023" in text
    assert "Déclaration d’accessibilité" in text
    cells = {row[0].text: row[3] for row in reader.get(url).context["table"].rows}
    assert [cells["Ville 1"].text, cells["Ville 2"], cells["Ville 3"]] == [
        "2", "0, 4 à vérifier", "–",
    ]  # fmt: skip
    where = reverse("supported_members_export", args=[authority.slug, "csv"])
    lines = b"".join(reader.get(where)).decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "Ville 1" in lines[1]
    assert reader.get(where.replace("csv", "pdf")).status_code == 404


def test_the_page_costs_the_same_number_of_queries_for_three_members_and_for_twelve(
    authority, reader, django_assert_max_num_queries
):
    def add(count, start):
        for each in others.towns(count, start=start):
            found = others.source(authority, each)
            others.file(found, "diagnostic", "d", diagnosis(40))
            late = [{"id": "a", "title": f"Devoir {found}", "day": "2024-01-01"}] * 9
            others.file(found, "duties", "d", json.dumps({"late": late}).encode())

    url = reverse("supported_members", args=[authority.slug])
    add(3, 1)
    with CaptureQueriesContext(connection) as few:
        text = reader.get(url).content.decode()
    assert "Les 25 plus anciennes sont montrées" in text
    add(9, 20)
    with django_assert_max_num_queries(len(few)):
        reader.get(url)


def test_help_goes_from_wanted_to_done(authority, contributor):
    assert helps.headline(authority) == "Aucune aide entre territoires n’est encore notée."
    page = reverse("help_request_new", args=[authority.slug])
    contributor.post(page, {"subject": "Deux jours d’un conseiller", "way": "wanted",
                            "since": "2026-11-01", "version": 0})  # fmt: skip
    found = HelpRequest.objects.of(authority).get()
    move = reverse("help_request_move", args=[authority.slug, found.pk])
    contributor.post(move, {"move": "begin"})
    assert helps.headline(authority) == "1 aide en cours."
    contributor.post(move, {"move": "finish"})
    found.refresh_from_db()
    assert found.state == "done"
    page = reverse("help_request_list", args=[authority.slug])
    assert "Deux jours" in contributor.get(page).content.decode()
