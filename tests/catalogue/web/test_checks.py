"""The check of a file on screen: schema, errors, fixes, undo, files to take away."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalons.catalogue.web.checks import actions, queries
from jalons.catalogue.web.checks.demo import fill
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import arrived, panels
from jalons.catalogue.web.privacy.actions import scan_job
from jalons.catalogue.web.privacy.models import PersonalColumn
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import store_computed, write
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
FIRST_NAMES = (
    "COMMUNE_NOM;COLL_INSEE;ENFANT_SEXE;ENFANT_PRENOM;NOMBRE_OCCURRENCES;ANNEE\n"
    "Bourg;1053;F;Zoé;12;2023\nBourg;1053;M;Léo;7;2023\nBourg;01053;X;Ali;7;2023\n"
).encode("cp1252")


def file_of(authority: Authority, content: bytes = FIRST_NAMES, name: str = "prenoms.csv",
            **values: Any) -> Distribution:  # fmt: skip
    dataset = Dataset(authority=authority)
    write(authority, None, [(dataset, {"name": "Prénoms", "identifier": str(dataset.pk)})])
    made = Distribution(authority=authority)
    write(authority, None, [(made, {"dataset": dataset, "name": "Prénoms", "format": "csv"})])
    made.file.save(name, ContentFile(content), save=False)
    row = Distribution.objects.of(authority).filter(pk=made.pk)
    digest = hashlib.sha256(content).hexdigest()
    store_computed(row, file=made.file.name, file_name=name, size=len(content), sha256=digest,
                   stored_at=timezone.now())  # fmt: skip
    if values:
        write(authority, None, [(made.latest(), values)])
    return made.latest()


def stored(file: Distribution) -> bytes:
    with file.latest().file.open("rb") as opened:
        content: bytes = opened.read()
        return content


def address(page: str, file: Distribution) -> str:
    return reverse(page, args=[file.authority.slug, file.pk])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_checked_with_the_schema_a_person_confirms_then_fixed_then_as_before(
    authority: Authority, contributor: Client
) -> None:
    file, url = file_of(authority), ""
    url = address("dataset_check", file)
    arrived(file)
    Worker().run_pending()
    page = text(contributor, url)
    assert "Prénoms des nouveau-nés (SCDL) · 100" in page
    assert "selected" in page
    assert file.latest().schema == ""  # proposed, never chosen alone

    contributor.post(address("dataset_check_choose", file), {"schema": "unknown"})
    assert file.latest().schema == ""
    contributor.post(address("dataset_check_choose", file), {"schema": "scdl-prenoms"})
    Worker().run_pending()
    found = queries.check_of(file)
    assert found is not None
    assert (found.score, found.errors) == (0, 3)
    page = text(contributor, url)
    assert ("1053 → 01053" in page and "M · F · I" in page) or "M · F" in page

    keys = [each.key for each in found.outcome.fixes]
    assert "zeros:COLL_INSEE" in keys
    contributor.post(address("dataset_check_fix", file), {"pk": keys})
    Worker().run_pending()
    fixed = file.latest()
    assert (fixed.file_name, fixed.format) == ("prenoms.csv", "csv")
    assert stored(fixed).decode().splitlines()[1] == "Bourg,01053,F,Zoé,12,2023"
    found = queries.check_of(fixed)
    assert found is not None
    assert (found.score, found.errors, found.before["name"]) == (66, 1, "prenoms.csv")

    assert "Revenir à ce fichier" in text(contributor, url)
    actions.examined(fixed)
    assert "Revenir à ce fichier" in text(contributor, url)
    contributor.post(address("dataset_check_undo", file))
    Worker().run_pending()
    assert stored(file) == FIRST_NAMES
    again = queries.check_of(file)
    assert again is not None
    assert (again.errors, again.before) == (3, {})
    contributor.post(address("dataset_check_undo", file))  # a second time
    Worker().run_pending()
    assert stored(file) == FIRST_NAMES


def test_every_error_and_the_columns_go_out_as_files(authority: Authority, reader: Client) -> None:
    file = file_of(authority, schema="scdl-prenoms")
    answer = reader.get(address("dataset_check_errors", file))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("2;COLL_INSEE;1053;")
    actions.examined(file)
    found = json.loads(text(reader, address("dataset_check_csvw", file)))
    assert found["dialect"] == {"delimiter": ";", "encoding": "windows-1252", "header": True}
    assert [each["name"] for each in found["tableSchema"]["columns"]][:2] == [
        "COMMUNE_NOM", "COLL_INSEE",
    ]  # fmt: skip


def test_everybody_has_the_columns_of_what_is_shown_and_of_nothing_else(
    authority: Authority, client: Client
) -> None:
    file = file_of(authority, schema="scdl-prenoms")
    actions.examined(file)
    url, dataset = address("public_dataset_csvw", file), file.dataset
    PublicPage.objects.create(authority=authority, is_open=True)
    ready = {"description": "Prénoms", "contact": "État civil", "licence": "fr-lo"}
    write(authority, None, [(dataset, ready)])
    rows = Dataset.objects.of(authority).filter(pk=dataset.pk)
    rows.update(state=Dataset.State.PUBLISHED, audience=Dataset.Audience.OPEN)
    assert client.get(url).status_code == 404
    Published.objects.create(authority=authority, urn=str(dataset.urn))
    assert client.get(url).status_code == 404  # a column looks personal: nobody decided yet
    scan_job(lambda *_: None, authority=authority.pk, distribution=str(file.pk))
    decided = {"decision": "not_personal", "reason": "Déjà agrégés par prénom"}
    columns = PersonalColumn.objects.of(authority)
    write(authority, None, [(each, decided) for each in columns.filter(is_open=True)])
    assert json.loads(text(client, url))["dc:title"] == "Prénoms des nouveau-nés (SCDL)"
    rows.update(audience=Dataset.Audience.PARTNERS)
    assert client.get(url).status_code == 404


def test_a_file_that_changed_is_not_fixed_and_one_that_is_lost_says_so(
    authority: Authority, contributor: Client
) -> None:
    file = file_of(authority, schema="scdl-prenoms")
    actions.examined(file)
    row = Distribution.objects.of(authority).filter(pk=file.pk)
    store_computed(row, sha256="0" * 64)
    answer = contributor.post(
        address("dataset_check_fix", file), {"pk": ["zeros:COLL_INSEE"]}, follow=True
    )
    assert "Le fichier a changé depuis le contrôle" in answer.content.decode()
    file.file.storage.delete(file.file.name)
    found = actions.examined(file.latest())
    assert "n’est plus conservé" in found.problem
    assert "n’est plus conservé" in text(contributor, address("dataset_check", file))


def test_the_page_of_a_dataset_and_the_list_say_what_the_check_came_to(
    authority: Authority, reader: Client
) -> None:
    file = file_of(authority, schema="scdl-prenoms")
    actions.examined(file)
    [(_title, panel)] = [each for each in panels.of(file.dataset) if "ontrôle" in each[0]]
    assert panel.mark == "non conforme"
    page = text(reader, reverse("dataset_check_list", args=[authority.slug]))
    assert "non conforme" in page
    assert "Aucun fichier contrôlé" in page
    assert 'name="schema"' not in text(reader, address("dataset_check", file))


def test_the_share_of_valid_datasets_is_published(authority: Authority) -> None:
    right = FIRST_NAMES.replace(b"X;Ali", b"I;Ali").replace(b";1053", b";01053")
    for content, share in ((right, 100), (FIRST_NAMES, 50)):
        file = file_of(authority, content, schema="scdl-prenoms")
        dataset = Dataset.objects.of(authority).filter(pk=file.dataset_id)
        dataset.update(state=Dataset.State.PUBLISHED)
        actions.examined(file.latest())
        rows = StoredObservation.objects.of(authority)
        assert rows.get(indicator="catalogue.datasets_valid").mid == share
    assert queries.figure(authority) == "1 fichier contrôlé sur 2 respecte son schéma."


def test_old_checks_are_made_again_once_a_month(authority: Authority) -> None:
    file = file_of(authority, schema="scdl-prenoms")
    found = actions.examined(file)
    actions.daily(now=found.checked_at + timedelta(days=29))
    assert not Job.objects.of(authority).exists()
    actions.daily(now=found.checked_at + timedelta(days=31))
    assert Job.objects.of(authority).get().kind == actions.CHECK


def test_the_demonstration_has_a_valid_file_and_one_that_fixes_put_right(
    authority: Authority, contributor: Client
) -> None:
    user = authority.memberships.get().user
    people = dict.fromkeys(Role, user)
    now = timezone.now()
    fill(Demonstration(authority, people, Story.at(now.date()), now, now.date(), is_new=True))
    found = {each.distribution.file_name: each for each in queries.rows(authority)}
    assert found["prenoms-2024.csv"].errors == 0
    messy = found["subventions-2025.csv"]
    assert messy.errors > 10
    assert (messy.outcome.count_after, messy.outcome.score_after) == (1, 80)
    page = text(contributor, address("dataset_check", messy.distribution))
    assert page.count('type="checkbox"') == len([x for x in messy.outcome.fixes if x.certain])
    assert "15/03/2025 → 2025-03-15" in page
