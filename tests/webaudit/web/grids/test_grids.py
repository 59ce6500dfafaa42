"""Assessments on their pages: decided by topic, by several people, from audits and from Ara."""

import io
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalons.foundation import design
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.writer import move, write
from jalons.webaudit.capture import Visit
from jalons.webaudit.engine.measure import AccessFinding as Seen
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.grids import actions, queries
from jalons.webaudit.web.grids.models import AccessFinding, AccessGrid, GridDecision, GridPage
from jalons.webaudit.web.services.models import WebService

HOME = "/collectivite/vitre/sites/accessibilite/"


@pytest.fixture
def authority(db):
    return Authority.objects.create(slug="vitre", name="Vitré")


@pytest.fixture
def grid(authority):
    service, made = WebService(authority=authority), AccessGrid(authority=authority)
    write(authority, None, [(service, {"name": "Site", "address": "https://vitre.invalid/"})])
    write(authority, None, [(made, {"name": "Audit", "service": service})])
    return made


@pytest.fixture
def pages(authority, grid):
    found = [GridPage(authority=authority) for _number in range(2)]
    named = zip(found, ("Accueil", "Contact"), strict=True)
    write(authority, None, [
        (each, {"grid": grid, "name": name, "address": f"https://vitre.invalid/{name}"})
        for each, name in named
    ])  # fmt: skip
    return found


def decide_all(grid, state="conforming", but=()):
    authority = grid.authority
    write(authority, None, [
        (GridDecision(authority=authority), {"page": page, "criterion": each.id, "state": state})
        for each in queries.reference_of(grid).criteria if each.id not in but
        for page in queries.pages_of(grid)
    ])  # fmt: skip


def decide(page, criterion, state):
    authority = page.authority
    made = GridDecision.objects.of(authority).filter(page=page, criterion=criterion).first()
    values = {"page": page, "criterion": criterion, "state": state}
    write(authority, None, [(made or GridDecision(authority=authority), values)])


def topic(grid, number=3):
    return f"{HOME}{grid.pk}/themes/{number}/"


def sent(client, url, **changes):
    """What a browser sends of the form as it is shown, then changed."""
    form = client.get(url).context["form"]
    data = {}
    for bound in form:
        data[bound.html_name] = data[bound.html_initial_name] = bound.value() or ""
    return data | changes


def key(criterion, page):
    return f"{criterion}-{page.pk.hex}"


def stored(record):
    return type(record).objects.of(record.authority).get(pk=record.pk)


def text(answer):
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_a_new_grid_says_which_pages_to_list(contributor, grid):
    assert "Quelles pages évaluez-vous" in text(contributor.get(f"{HOME}{grid.pk}/"))


def test_a_topic_is_decided_in_one_form_and_undone(contributor, grid, pages):
    data = sent(contributor, topic(grid), **{"all-3.1": "conforming",
                key("3.2", pages[0]): "failing"})  # fmt: skip
    answer = contributor.post(topic(grid), data)
    assert answer.status_code == 302
    cells = queries.cells_of(grid)
    assert [queries.state_of(cells, "3.1", each) for each in pages] == ["conforming"] * 2
    assert queries.state_of(cells, "3.2", pages[0]) == "failing"
    assert queries.state_of(cells, "3.2", pages[1]) == "undecided"
    assert "Annuler" in text(contributor.get(answer["Location"]))
    assert "106 critères, 104 à décider" in text(contributor.get(f"{HOME}{grid.pk}/"))


def test_two_people_on_one_topic_lose_nothing(contributor, grid, pages):
    mine = sent(contributor, topic(grid), **{key("3.1", pages[0]): "conforming"})
    decide(pages[1], "3.1", "failing")  # somebody else, meanwhile
    decide(pages[0], "3.3", "not_applicable")
    assert contributor.post(topic(grid), mine).status_code == 302
    cells = queries.cells_of(grid)
    assert queries.state_of(cells, "3.1", pages[0]) == "conforming"
    assert queries.state_of(cells, "3.1", pages[1]) == "failing"
    assert queries.state_of(cells, "3.3", pages[0]) == "not_applicable"


def test_two_people_who_disagree_on_a_cell_are_shown_both(contributor, grid, pages):
    mine = sent(contributor, topic(grid), **{key("3.1", pages[0]): "conforming"})
    decide(pages[0], "3.1", "failing")
    answer = contributor.post(topic(grid), mine)
    assert "Quelqu’un a enregistré avant vous" in answer.content.decode()
    assert queries.state_of(queries.cells_of(grid), "3.1", pages[0]) == "failing"


def test_a_page_added_meanwhile_does_not_stop_a_form(contributor, grid, pages):
    mine = sent(contributor, topic(grid), **{"all-3.1": "conforming"})
    late = GridPage(authority=grid.authority)
    write(grid.authority, None, [(late, {"grid": grid, "name": "Aide"})])
    assert contributor.post(topic(grid), mine).status_code == 302
    assert queries.state_of(queries.cells_of(grid), "3.1", late) == "undecided"


def test_only_one_decision_is_stored_of_a_criterion_and_a_page(grid, pages):
    decide(pages[0], "3.1", "failing")
    twin = GridDecision(authority=grid.authority)
    with pytest.raises(ValidationError):
        write(grid.authority, None, [(twin, {"page": pages[0], "criterion": "3.1"})])


def test_a_form_shows_what_is_to_decide_on_one_page_only_when_asked(contributor, grid, pages):
    decide(pages[0], "3.1", "failing")
    page = text(contributor.get(f"{topic(grid)}?page={pages[0].pk}&etat=a-decider"))
    assert key("3.2", pages[0]) in page
    assert key("3.1", pages[0]) not in page
    assert key("3.2", pages[1]) not in page


def test_the_rate_appears_only_once_every_criterion_is_decided(grid, pages):
    decide_all(grid, but={"3.1"})
    assert (stored(grid).undecided, stored(grid).share) == (1, None)
    decide(pages[0], "3.1", "failing")
    decide(pages[1], "3.1", "conforming")
    found = stored(grid)
    assert (found.undecided, found.failing) == (0, 1)
    assert found.share == pytest.approx(100 * 105 / 106)


def test_a_page_in_the_trash_counts_no_more(contributor, grid, pages):
    decide_all(grid)
    decide(pages[1], "3.1", "failing")
    assert stored(grid).failing == 1
    contributor.post(f"{HOME}{grid.pk}/pages/{pages[1].pk}/supprimer/")
    assert stored(grid).failing == 0


def test_a_grid_is_finished_when_all_is_decided_then_nothing_changes(grid, pages):
    from jalons.foundation.register.errors import RegisterError

    with pytest.raises(RegisterError):
        move(None, stored(grid), "finish")
    decide_all(grid)
    move(None, stored(grid), "finish")
    assert stored(grid).finished_on == timezone.localdate()
    with pytest.raises(ValidationError, match="est terminée"):
        decide(GridPage.objects.of(grid.authority).first(), "3.1", "failing")


# Automatic findings -------------------------------------------------------------------------------

CONTRAST = Seen("color-contrast", "axe", "Contraste faible", 3, (".gris",), ("3.2.1",), "serious")
REGION = Seen("region", "axe", "Contenu hors repère", 1, ("div",), ("12.6.1",), "moderate")


def test_the_form_of_a_finished_grid_says_so_and_offers_nothing_to_save(contributor, grid, pages):
    assert "Enregistrer les décisions" in text(contributor.get(topic(grid)))
    decide_all(grid)
    move(None, stored(grid), "finish")
    page = text(contributor.get(topic(grid)))
    assert "rouvrez-la sur sa page" in page
    assert "Enregistrer les décisions" not in page
    assert page.count("<fieldset") == page.count("disabled>")


def measure(*findings, url="https://VITRE.invalid/Accueil/#haut", **more):
    return PageMeasure(url=url, findings=findings, **more)


def test_an_audit_proposes_findings_that_a_person_confirms(contributor, grid, pages):
    actions.bring(None, grid, [measure(CONTRAST, REGION)])
    sure, unsure = queries.findings(grid.authority).order_by("state")
    assert (sure.criterion, sure.state, sure.impact) == ("3.2", "proposed", "major")
    assert unsure.state == "to_check"
    assert queries.state_of(queries.cells_of(grid), "3.2", pages[0]) == "undecided"
    url = topic(grid)
    assert "automatique : non conforme ?" in text(contributor.get(url))
    contributor.post(url, sent(contributor, url, **{key("3.2", pages[0]): "failing"}))
    assert stored(sure).state == "to_fix"


def test_a_decision_against_an_automatic_finding_dismisses_it_for_good(contributor, grid, pages):
    actions.bring(None, grid, [measure(CONTRAST)])
    url = topic(grid)
    contributor.post(url, sent(contributor, url, **{key("3.2", pages[0]): "conforming"}))
    assert actions.bring(None, grid, [measure(CONTRAST)]) is None
    assert [each.state for each in queries.findings(grid.authority)] == ["dismissed"]


def test_the_same_finding_on_two_screens_or_twice_is_one(grid, pages):
    actions.bring(None, grid, [measure(CONTRAST), measure(CONTRAST)])
    actions.bring(None, grid, [measure(CONTRAST)])
    assert queries.findings(grid.authority).count() == 1


def test_a_finding_that_was_fixed_and_is_back_is_proposed_again(grid, pages):
    actions.bring(None, grid, [measure(CONTRAST)])
    found = queries.findings(grid.authority).get()
    move(None, found, "confirm")
    move(None, stored(found), "fix")
    actions.bring(None, grid, [measure(CONTRAST)])
    assert stored(found).state == "proposed"


def test_pages_that_were_not_measured_or_are_elsewhere_propose_nothing(grid, pages):
    measures = [
        PageMeasure(url="https://vitre.invalid/Accueil"),
        measure(CONTRAST, url="https://x/"),
    ]
    assert actions.bring(None, grid, measures) is None


# Findings and screenshots -------------------------------------------------------------------------


def finding(page, **values):
    made = AccessFinding(authority=page.authority)
    write(
        page.authority,
        None,
        [(made, {"page": page, "criterion": "1.1", "text": "Muette", **values})],
    )
    return made


def picture(kind="PNG"):
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(made, kind)
    return made.getvalue()


def upload(client, found, content, name="vue.png"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = f"{HOME}constats/{found.pk}/capture/"
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def test_several_findings_stand_on_one_criterion_and_page(contributor, grid, pages):
    finding(pages[0])
    url = f"{HOME}constats/nouveau/?page={pages[0].pk.hex}&critere=1.1"
    shown = contributor.get(url).context["form"]
    assert (shown["criterion"].value(), shown["page"].value()) == ("1.1", pages[0].pk)
    sent = {"page": pages[0].pk, "criterion": "1.1", "text": "Encore un", "impact": "minor"}
    assert contributor.post(url, sent).status_code == 302
    assert queries.findings(grid.authority).filter(criterion="1.1").count() == 2


def test_a_screenshot_is_stored_without_its_metadata(contributor, grid, pages):
    found = finding(pages[0])
    assert upload(contributor, found, picture()).status_code == 302
    answer = contributor.get(f"{HOME}constats/{found.pk}/capture.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")
    before = stored(found).screenshot.name
    upload(contributor, found, picture("JPEG"))
    assert stored(found).screenshot.name != before or stored(found).size


@pytest.mark.parametrize("content", [b"<svg></svg>", b"\x89PNG\r\n rien", b"%PDF-1.4"])
def test_what_is_no_image_is_refused(contributor, grid, pages, content):
    answer = upload(contributor, finding(pages[0]), content)
    assert "pas une image lisible" in answer.content.decode()


def test_nobody_is_named_as_who_fixes(grid, pages):
    with pytest.raises(ValidationError, match="nom d’une personne"):
        finding(pages[0], assigned="Mme Jeanne Martin")


# Files --------------------------------------------------------------------------------------------


def test_decisions_leave_as_a_file_and_the_table_is_filtered(reader, grid, pages):
    decide(pages[0], "3.1", "failing")
    answer = reader.get(f"{HOME}decisions/export.csv?grille={grid.pk}")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "3.1;Audit;Accueil;non conforme" in content
    assert reader.get(f"{HOME}decisions/export.xlsx").content[:2] == b"PK"
    shown = text(reader.get(f"{HOME}{grid.pk}/tableau/?etat=failing"))
    assert "3.1 " in shown
    assert "3.2 " not in shown
    assert "3.2 " in text(reader.get(f"{HOME}{grid.pk}/tableau/"))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_grid_goes_to_ara_and_comes_back(contributor, grid, pages, form):
    from django.core.files.uploadedfile import SimpleUploadedFile

    decide(pages[0], "3.1", "failing")
    decide(pages[1], "3.2", "conforming")
    finding(pages[0], criterion="3.1", impact="blocking")
    content = contributor.get(f"{HOME}{grid.pk}/ara.{form}").content
    file = SimpleUploadedFile(f"ara.{form}", content)
    sent = {"file": file, "service": grid.service_id, "name": "Retour d’Ara"}
    assert contributor.post(f"{HOME}ara/", sent).status_code == 302
    back = AccessGrid.objects.of(grid.authority).get(name="Retour d’Ara")
    by_name = {each.name: each for each in queries.pages_of(back)}
    cells = queries.cells_of(back)
    assert queries.state_of(cells, "3.1", by_name["Accueil"]) == "failing"
    assert queries.state_of(cells, "3.2", by_name["Contact"]) == "conforming"
    found = queries.findings(grid.authority).filter(page__grid=back)
    assert [each.impact for each in found] == (["blocking"] if form == "json" else [])


def test_a_file_that_is_not_of_ara_is_refused_and_makes_nothing(contributor, grid):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"file": SimpleUploadedFile("x.csv", b"a;b"), "service": grid.service_id, "name": "X"}
    answer = contributor.post(f"{HOME}ara/", sent)
    assert answer.status_code == 422
    assert AccessGrid.objects.of(grid.authority).count() == 1


def test_a_reader_decides_nothing_and_a_stranger_sees_nothing(reader, grid, pages):
    assert reader.get(topic(grid)).status_code == 403
    assert reader.post(f"{HOME}{grid.pk}/audit/").status_code == 403
    assert reader.get(f"/collectivite/autre/sites/accessibilite/{grid.pk}/").status_code == 404


def test_the_pages_of_a_decided_grid_read_the_base_a_few_times(
    contributor, grid, pages, django_assert_max_num_queries
):
    decide_all(grid)
    finding(pages[0])
    for url in (f"{HOME}{grid.pk}/", topic(grid), f"{HOME}{grid.pk}/tableau/", f"{HOME}decisions/"):
        with django_assert_max_num_queries(30):
            assert contributor.get(url).status_code == 200


def test_the_form_of_a_topic_leaves_nobody_out(contributor, grid, pages, chromium, axe):
    actions.bring(None, grid, [measure(CONTRAST)])
    style = (Path(design.__file__).parent / "static/design/jalons.css").read_text()
    html = contributor.get(topic(grid)).content.decode()
    html = re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{style}</style>", html, count=1)
    page = Visit(axe=axe).document(chromium, "https://vitre.invalid/", html)
    assert page.axe.violations == ()
    assert page.overflowing == ()
