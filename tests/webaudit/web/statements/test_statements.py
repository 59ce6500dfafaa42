"""Statements from assessments, plans, complaints: what is missing, valid, late, shown."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import move, write
from jalons.strategy.web.observations.models import StoredObservation
from jalons.webaudit.web.grids import queries as grids
from jalons.webaudit.web.grids.models import AccessFinding, AccessGrid, GridDecision, GridPage
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.statements import actions, indicators, queries
from jalons.webaudit.web.statements.models import (
    AccessPlan,
    AccessStatement,
    Complaint,
    StatementItem,
)
from jalons.webaudit.web.statements.shelf import STATEMENTS

HOME = "/collectivite/vitre/sites/declarations/"
TODAY = timezone.localdate


def days(count):
    return TODAY() + timedelta(days=count)


@pytest.fixture
def authority(db):
    return Authority.objects.create(slug="vitre", name="Vitré")


@pytest.fixture
def service(authority):
    return made(WebService, authority, name="Site", address="https://vitre.invalid/")


@pytest.fixture
def grid(authority, service):
    """A finished grid of one page, of which criterion 1.1 is not met."""
    grid = made(AccessGrid, authority, name="Audit", service=service)
    page = made(GridPage, authority, grid=grid, name="Accueil", address="https://vitre.invalid/")
    made(AccessFinding, authority, page=page, criterion="1.1", text="Carrousel muet\nimg")
    write(authority, None, [
        (GridDecision(authority=authority), {"page": page, "criterion": each.id, "state": (
            "failing" if each.id == "1.1" else "conforming")})
        for each in grids.reference_of(grid).criteria
    ])  # fmt: skip
    move(None, stored(grid), "finish", days(-10))
    return stored(grid)


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


def stored(record):
    return type(record).objects.of(record.authority).get(pk=record.pk)


def complete(found):
    values = {
        "technologies": "HTML\n\nCSS", "environments": "NVDA et Firefox", "tools": "Clavier",
        "contact_email": "a11y@vitre.invalid", "scheme_link": "https://vitre.invalid/schema",
        "plan_link": "https://vitre.invalid/plan",
    }  # fmt: skip
    write(found.authority, None, [(stored(found), values)])
    return stored(found)


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_a_statement_starts_from_a_grid_with_what_does_not_conform(contributor, authority, grid):
    answer = contributor.post(f"{HOME}depuis/{grid.pk}/")
    found = AccessStatement.objects.of(authority).get()
    assert answer["Location"].startswith(f"{HOME}{found.pk}/")
    assert (found.grid, found.organisation, found.made_on) == (grid, "Vitré", TODAY())
    assert [each.text for each in found.items.all()] == ["Critère 1.1\u202f: Carrousel muet"]
    page = text(contributor.get(answer["Location"]))
    assert "partiellement conforme" in page
    assert "Accessibilité : partiellement conforme" in page
    assert "À compléter avant de la publier" in page


def test_what_is_missing_stops_the_publication_then_lets_it(authority, grid):
    found = actions.start(None, grid)
    with pytest.raises(RegisterError, match="À compléter"):
        move(None, stored(found), "publish")
    move(None, complete(found), "publish")
    assert queries.is_valid(stored(found))


def test_a_disproportionate_burden_is_justified(authority, grid):
    found = complete(actions.start(None, grid))
    item = made(StatementItem, authority, statement=found, kind="burden", text="Vidéos anciennes")
    assert len(queries.lacks(found)) == 1
    write(authority, None, [(item, {"reason": "Coût", "until": "2028"})])
    assert not queries.lacks(found)


def test_the_next_statement_takes_what_does_not_change(authority, grid):
    complete(actions.start(None, grid))
    again = actions.start(None, grid)
    assert again.technologies == "HTML\n\nCSS"
    assert again.contact_email == "a11y@vitre.invalid"


def test_published_plans_give_their_addresses(authority, grid):
    made(AccessPlan, authority, kind="scheme", name="Schéma", starts_on=days(-10),
         ends_on=days(900), link="https://vitre.invalid/schema")  # fmt: skip
    assert actions.start(None, grid).scheme_link == "https://vitre.invalid/schema"


def test_a_statement_without_an_assessment_says_not_conforming(authority, service, reader):
    found = made(AccessStatement, authority, service=service, organisation="Vitré")
    assert queries.conformance_of(found) == "none"
    assert "non conforme" in text(reader.get(f"{HOME}{found.pk}/"))


def test_an_old_statement_is_expired(authority, grid):
    found = complete(actions.start(None, grid))
    write(authority, None, [(found, {"made_on": days(-3 * 365 - 2)})])
    move(None, stored(found), "publish")
    assert not queries.is_valid(stored(found))
    assert "1 déclaration à renouveler" in queries.figure(authority)


def test_the_grid_of_another_service_and_a_day_to_come_are_refused(authority, grid):
    other = made(WebService, authority, name="Intranet", address="https://intranet.invalid/")
    with pytest.raises(ValidationError, match="autre service"):
        made(AccessStatement, authority, service=other, grid=grid, organisation="Vitré")
    with pytest.raises(ValidationError, match="pas encore passée"):
        made(AccessStatement, authority, service=other, organisation="Vitré", made_on=days(1))


def test_the_statement_is_a_document(contributor, authority, grid):
    found = complete(actions.start(None, grid))
    answer = contributor.get(f"{HOME}{found.pk}/document.html")
    assert "Défenseur des droits" in text(answer)
    assert "Carrousel muet" in answer.content.decode()


# The public page ----------------------------------------------------------------------------------


def test_everybody_reads_a_published_statement_and_never_a_draft(client, authority, grid):
    found = complete(actions.start(None, grid))
    assert not STATEMENTS.offered(authority)
    move(None, found, "publish")
    PublicPage.objects.create(authority=authority, is_open=True)
    urns = {str(found.urn)}
    choose(authority=authority, user=None, shelf=STATEMENTS, offered=urns, chosen=urns)
    page = text(client.get("/public/vitre/declarations-accessibilite/"))
    assert "Accessibilité : partiellement conforme" in page
    assert "Défenseur des droits" in page
    assert "&lt;" not in page
    answer = client.get("/public/vitre/donnees/declarations-accessibilite.json")
    data = json.loads(answer.content)
    assert data["statements"][0]["conformance"] == "partial"
    assert "document" not in data["statements"][0]


# Plans --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "length"), [("scheme", 3 * 366), ("year", 366)])
def test_a_plan_longer_than_the_law_allows_is_refused(authority, kind, length):
    with pytest.raises(ValidationError, match="durée permise"):
        made(AccessPlan, authority, kind=kind, name="Plan", starts_on=TODAY(), ends_on=days(length))


def test_a_plan_proposes_the_actions_that_are_left(reader, authority, grid):
    made(WebService, authority, name="Intranet", address="https://intranet.invalid/")
    plan = made(AccessPlan, authority, kind="year", name="Plan", starts_on=TODAY(), ends_on=days(9))
    page = text(reader.get(f"{HOME}plans/{plan.pk}/"))
    assert "Évaluer l’accessibilité de « Intranet »" in page
    assert "Corriger l’accessibilité de « Site »" in page


# Complaints ---------------------------------------------------------------------------------------


def complaint(authority, service, received, answered=None, **more):
    answered = None if answered is None else days(answered)
    return made(Complaint, authority, service=service, subject="Formulaire muet",
                received_on=days(received), answered_on=answered, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("received", "answered", "in_time"),
    [(-7, None, None), (-8, None, False), (-20, -13, True), (-20, -12, False), (0, 0, True)],
)
def test_a_complaint_is_answered_within_seven_days(authority, service, received, answered, in_time):
    assert complaint(authority, service, received, answered).in_time is in_time


def test_late_complaints_come_first_and_stand_on_the_hub(reader, authority, service):
    answered = complaint(authority, service, -30, -29)
    recent, late = complaint(authority, service, -1), complaint(authority, service, -9)
    assert list(queries.complaints(authority)) == [late, recent, answered]
    assert "1 signalement en retard" in queries.figure(authority)
    assert "1 signalement attend depuis plus de sept jours" in text(
        reader.get(f"{HOME}signalements/")
    )


def test_a_complaint_names_nobody_and_is_answered_after_it_came(authority, service):
    with pytest.raises(ValidationError, match="nom d’une personne"):
        made(Complaint, authority, service=service, subject="M. Jean Dupont")
    with pytest.raises(ValidationError, match="précède"):
        complaint(authority, service, -1, -2)


# Indicators ---------------------------------------------------------------------------------------


def value(authority, name):
    rows = StoredObservation.objects.of(authority)
    found = rows.filter(indicator=f"webaudit.{name}").first()
    return None if found is None else found.mid


def test_indicators_are_published_when_they_are_known_and_only_then(authority, grid):
    assert value(authority, "rgaa_rate") == pytest.approx(100 * 105 / 106)
    assert value(authority, "services_half_compliant") == 100
    indicators.publish(authority)
    assert value(authority, "valid_statements") == 0
    assert value(authority, "complaints_in_time") is None
    assert value(authority, "accessibility_scheme") is None
    move(None, complete(actions.start(None, grid)), "publish")
    complaint(authority, grid.service, -1)  # neither answered nor late
    assert value(authority, "complaints_in_time") is None
    made(AccessPlan, authority, kind="scheme", name="Schéma", starts_on=TODAY(), ends_on=days(9))
    assert value(authority, "accessibility_scheme") == 0
    plan = AccessPlan.objects.of(authority).get()
    write(authority, None, [(plan, {"link": "https://vitre.invalid/schema"})])
    assert value(authority, "accessibility_scheme") == 1
    assert value(authority, "valid_statements") == 100


def test_a_grid_opened_again_withdraws_its_rate(authority, grid):
    move(None, grid, "reopen")
    assert value(authority, "rgaa_rate") is None
    assert value(authority, "services_half_compliant") == 0


def test_a_reader_starts_nothing(reader, grid):
    assert reader.post(f"{HOME}depuis/{grid.pk}/").status_code == 403
