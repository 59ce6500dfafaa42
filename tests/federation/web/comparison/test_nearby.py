"""Who solved the same, and how near: by the official list, else as a territory says itself."""

import json

import pytest
from django.urls import reverse

from federation.web import others
from jalons.federation.web.sources.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def acts(source, title, **more):
    content = {"title": title, "description": "Ce que nous avons fait.", **more}
    return others.file(source, "action", title, json.dumps(content).encode(), title=title)


def test_the_nearest_come_first_and_a_place_only_said_is_called_so(authority, reader):
    authority.territory = others.town("35360", "Vitré", "213503600", lat=48.0, lon=-1.0)
    authority.save()
    near = others.source(authority, others.town("35001", "Près", "213500010", lat=48.0, lon=-1.2))
    far = others.source(authority, others.town("35002", "Loin", "213500028", lat=49.0, lon=-1.0))
    said = Source.objects.create(authority=authority, name="Syndicat", siren="200066009",
                                 trust="trusted", publisher="e" * 64)  # fmt: skip
    acts(far, "Cantine", results="Moins 10 %.", place={"lat": 48.0, "lon": -1.0})
    acts(said, "Cantine sobre", results="Voir Mme Odile Roy.", population=6_000,
         place={"lat": 48.5, "lon": -1.0})  # fmt: skip
    acts(near, "Cantine partagée")
    acts(near, "Vélos")
    page = reader.get(reverse("near_us", args=[authority.slug]), {"q": "cantine"})
    rows = page.context["table"].rows
    assert [row[1] for row in rows] == ["Près", "Syndicat", "Loin"]
    assert [row[2] for row in rows] == ["15 km", "56 km, dit-il lui-même", "111 km"]
    assert [row[4] for row in rows] == ["–", "–", "Moins 10 %."], "a result that names is not shown"
