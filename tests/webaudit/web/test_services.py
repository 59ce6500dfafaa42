"""Services on their pages: who answers for them, how they are visited, those to close."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.design.panels import Panel
from jalons.foundation.imports.actions import bring
from jalons.foundation.register.writer import delete, write
from jalons.inclusion.web.procedures.models import Procedure
from jalons.webaudit.engine.carbon import page_view_g
from jalons.webaudit.engine.measure import PageMeasure, Problem
from jalons.webaudit.store import carbon_model
from jalons.webaudit.web.services import demo, panels, queries
from jalons.webaudit.web.services.models import Traffic, WebService
from jalons.webaudit.web.services.register import services_file

HOME = "/collectivite/vitre/sites/"
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


def service(authority, name="Site de la ville", **values):
    values = {"address": "https://www.vitre.invalid/", **values}
    made = WebService(authority=authority)
    write(authority, None, [(made, {"name": name, **values})])
    return made


def months(count, today=TODAY):
    """The first days of the last full months, the latest first."""
    rank = today.year * 12 + today.month - 2
    return [date((rank - n) // 12, (rank - n) % 12 + 1, 1) for n in range(count)]


def visited(found, visits, count=12, **values):
    fresh = [
        (Traffic(authority=found.authority, service=found),
         {"month": month, "visits": visits, "source": "Matomo", **values})
        for month in months(count)
    ]  # fmt: skip
    write(found.authority, None, fresh)


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def page(found, where=""):
    return f"{HOME}{found.pk}/{where}"


@pytest.fixture
def measured():
    """Puts measures where services look for them, and takes them away."""
    yield lambda *found: panels.latest_measures.connect(lambda _service: found)
    panels.latest_measures.connect(lambda _service: ())


def measure(kb, **more):
    return PageMeasure("https://x.invalid/", status=200, content_type="text/html",
                       dom_nodes=100, transferred_kb=kb, **more)  # fmt: skip


# What a service is --------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_bring(contributor, authority):
    found = text(contributor.get(HOME))
    assert "Quels sites avez-vous" in found
    assert "importer/" in found


def test_the_name_of_a_person_does_not_answer_for_a_service(contributor, authority):
    sent = {"name": "Site", "kind": "site", "address": "https://x.invalid/", "state": "open"}
    sent["owner"] = "Mme Roy"
    assert "ressemble au nom" in text(contributor.post(f"{HOME}nouveau/", sent), 422)
    sent["owner"] = "Direction de la communication"
    assert contributor.post(f"{HOME}nouveau/", sent).status_code == 302
    assert WebService.objects.of(authority).get().clause_access == ""


def test_the_list_is_filtered_by_kind_state_and_supplier(reader, authority):
    service(authority, "Portail", kind="procedure", supplier="Éditeur du Bois")
    service(authority, "Vieux blog", state="closing", reason="Plus personne ne le lit")
    assert "Portail" not in text(reader.get(HOME, {"etat": "closing"}))
    assert "Vieux blog" not in text(reader.get(HOME, {"type": "procedure"}))
    found = text(reader.get(HOME, {"fournisseur": "du bois"}))
    assert "Portail" in found
    assert "Vieux blog" not in found
    assert "2 services, 1 à fermer." in found


def test_a_list_comes_in_with_french_headings(authority):
    content = (
        "Nom;Type;URL;Direction;Fournisseur;Échéance;Clause d’accessibilité;Coût annuel\n"
        "Site;site web;https://x.invalid/;DSI;Éditeur;31/12/2027;au contrat;1 200,50\n"
        "Faux;site web;pas une adresse;DSI;;;;\n"
    )
    done = bring(services_file, authority, name="sites.csv", content=content.encode())
    assert (done["created"], done["refused_count"]) == (1, 1)
    found = WebService.objects.of(authority).get()
    assert (found.contract_end, found.clause_access) == (date(2027, 12, 31), "yes")
    assert (found.owner, found.supplier, float(found.yearly_cost)) == ("DSI", "Éditeur", 1200.5)


# Panels and procedures ----------------------------------------------------------------------------


def test_other_topics_show_what_they_know_and_nothing_when_they_know_nothing(reader, authority):
    found = service(authority)
    seen = Panel("Score de 72 sur 100.", (("Pages", "4"),), "/ailleurs/", "Voir l’audit")
    panels.panels.add("latest", "Dernier audit", lambda one: seen if one == found else None)
    panels.panels.add("silent", "Déclaration", lambda _one: None)
    try:
        shown = text(reader.get(page(found)))
    finally:
        for name in ("latest", "silent"):
            panels.panels.remove(name)
    assert "Score de 72 sur 100." in shown
    assert "/ailleurs/" in shown
    assert "Déclaration</h2>" not in shown


def test_a_procedure_is_chosen_among_those_of_the_authority_and_followed(contributor, authority):
    canteen = Procedure.objects.create(authority=authority, name="Cantine")
    found = service(authority, "Portail famille")
    assert "Cantine" in text(contributor.get(page(found, "modifier/")))
    sent = {"name": found.name, "kind": "site", "address": found.address}
    sent |= {"procedures": [str(canteen.urn)], "state": "open"}
    assert contributor.post(page(found, "modifier/"), sent).status_code == 302
    write(authority, None, [(canteen, {"name": "Restauration scolaire"})])
    shown = text(contributor.get(page(found)))
    assert f"/inclusion/demarches/{canteen.pk}/" in shown
    assert "Restauration scolaire" in shown
    delete(authority, None, [canteen.latest()])
    assert "Restauration scolaire" not in text(contributor.get(page(found)))
    assert "urn:" not in text(contributor.get(page(found, "historique/")))


@pytest.mark.parametrize("urn", ["urn:jalons:procedure:1", "urn:jalons:lot:1", "Cantine"])
def test_what_is_no_procedure_of_the_authority_is_refused(contributor, authority, urn):
    sent = {"name": "Site", "kind": "site", "address": "https://x.invalid/", "procedures": [urn]}
    assert contributor.post(f"{HOME}nouveau/", sent).status_code == 422
    assert not WebService.objects.of(authority).exists()


# Closing ------------------------------------------------------------------------------------------


def test_a_service_closes_with_a_reason_and_comes_back(contributor, authority):
    found = service(authority)
    sent = {"name": found.name, "kind": "site", "address": found.address}
    url, why = page(found, "modifier/"), {"reason": "Contenu repris par le site de la ville"}
    assert "Dites pourquoi" in text(contributor.post(url, {**sent, "state": "closing"}), 422)
    for state, shown in (("closing", "À fermer"), ("closed", "Fermé")):
        answer = contributor.post(url, {**sent, **why, "state": state})
        assert answer.status_code == 302
        seen = text(contributor.get(answer["Location"]))
        assert f"<strong>{shown}</strong>" in seen
        assert "Contenu repris" in seen
    assert contributor.post(url, {**sent, **why, "state": "open"}).status_code == 302
    assert found.latest().state == "open"


def test_only_twelve_known_months_make_a_service_hardly_visited(reader, authority):
    visited(service(authority, "Festival"), 20)
    visited(service(authority, "Grand site"), 9_000)
    visited(service(authority, "Inconnu"), 1, count=11)
    visited(service(authority, "Fermé", state="closed", reason="Vide"), 1)
    answer = reader.get(f"{HOME}a-fermer/")
    assert [str(one) for one, _url, _why in answer.context["unknown"]] == ["Inconnu"]
    shown = text(answer)
    assert "Festival" in shown
    assert "Fermé" not in shown
    assert "1 service ouvert a moins de 1 200 visites par an" in shown
    assert "1 mois inconnu" in shown
    assert "Grand site" not in shown
    assert "Grand site" in text(reader.get(f"{HOME}a-fermer/", {"moins_de": "200000"}))
    for typed in ("-3", "beaucoup", "9" * 40):
        assert reader.get(f"{HOME}a-fermer/", {"moins_de": typed}).status_code == 200


def test_the_gain_is_said_missing_without_measures(reader, authority):
    visited(service(authority), 20)
    shown = text(reader.get(f"{HOME}a-fermer/"))
    assert "non chiffrées" in shown
    assert "non déclaré" in shown


def test_the_gain_comes_from_the_measured_pages_and_the_declared_cost(reader, authority, measured):
    found = service(authority, yearly_cost=480)
    visited(found, 20, views=50)
    measured(measure(1_000), measure(3_000), measure(900_000, problem=Problem("not_html")))
    known = queries.gain_of(queries.rows(authority).get())
    model = carbon_model()
    one = page_view_g(model, 1e6, grid_g_per_kwh=model.french_g_per_kwh)
    assert one == pytest.approx(0.06093492)  # the French grid, as published for a megabyte
    assert (known.low, known.mid) == pytest.approx((0.6 * one, 1.2 * one))
    shown = text(reader.get(f"{HOME}a-fermer/"))
    assert "entre 37 et 110 g CO₂e par an" in shown
    assert "480 €" in shown


def test_the_page_asks_as_much_of_the_base_for_many_services(
    reader, authority, django_assert_num_queries
):
    visited(service(authority), 20)
    reader.get(f"{HOME}a-fermer/")
    with CaptureQueriesContext(connection) as one:
        reader.get(f"{HOME}a-fermer/")
    for number in range(6):
        visited(service(authority, f"Site {number}"), 20)
    with django_assert_num_queries(len(one)):
        reader.get(f"{HOME}a-fermer/")


def test_the_demonstration_has_a_service_to_close_and_one_hardly_visited(reader, authority):
    people = {Role.CONTRIBUTOR: None}
    demo.fill(Demonstration(authority, people, Story.at(TODAY), timezone.now(), TODAY, is_new=True))
    shown = text(reader.get(f"{HOME}a-fermer/"))
    assert "1 service ouvert a moins de 1 200 visites par an" in shown
    assert "106 visites en 12 mois" in shown
    assert "12 mois inconnus sur les 12 derniers" in shown


# Visits -------------------------------------------------------------------------------------------


def export(*rows):
    lines = "\n".join(["date,nb_visits,nb_pageviews", *rows])
    return SimpleUploadedFile("matomo.csv", lines.encode("utf-16"))


def test_an_export_of_matomo_is_stored_in_one_act_that_can_be_undone(contributor, authority):
    found = service(authority)
    last, before = months(2)
    one = Traffic(authority=authority, service=found)
    write(authority, None, [(one, {"month": before, "visits": 1, "source": "Compté à la main"})])
    rows = (f'{last:%Y-%m},"1,500","3,000"', f"{before:%Y-%m},40,50", f"{TODAY:%Y-%m},3,3")
    answer = contributor.post(page(found, "frequentation/"), {"file": export(*rows)})
    assert answer.status_code == 302
    counted = {each.month: (each.visits, each.views, each.source) for each in found.traffic.all()}
    assert counted == {last: (1500, 3000, "matomo.csv"), before: (40, 50, "matomo.csv")}
    shown = text(contributor.get(answer["Location"]))
    assert "Annuler" in shown
    assert "ce mois n’est pas terminé" in shown
    again = contributor.post(page(found, "frequentation/"), {"file": export(*rows)})
    assert again["Location"].endswith(f"{found.pk}/")  # the same file changes nothing


def test_a_file_without_month_is_refused_with_its_reasons(contributor, authority):
    found = service(authority)
    sent = {"file": export(f"{TODAY:%Y-%m},3,3")}
    assert "n’est pas terminé" in text(contributor.post(page(found, "frequentation/"), sent), 422)
    sent = {"file": SimpleUploadedFile("x.csv", b"No data available")}
    assert contributor.post(page(found, "frequentation/"), sent).status_code == 422
    assert contributor.post(page(found, "frequentation/"), {}).status_code == 422
    assert not Traffic.objects.of(authority).exists()


@pytest.mark.parametrize("written", ["2026-03-01", "17/03/2026"])
def test_a_month_is_typed_as_people_write_it(contributor, authority, written):
    found = service(authority)
    sent = {"month": written, "visits": "12", "source": "Hébergeur"}
    assert contributor.post(page(found, "visites/nouveau/"), sent).status_code == 302
    assert found.traffic.get().month == date(2026, 3, 1)


def test_a_month_is_counted_once_and_only_when_it_is_over(contributor, authority):
    found = service(authority)
    visited(found, 5, count=1)
    url = page(found, "visites/nouveau/")
    sent = {"visits": "12", "source": "Hébergeur"}
    for month in (TODAY, months(1)[0]):
        assert contributor.post(url, {**sent, "month": month.isoformat()}).status_code == 422
    assert found.traffic.count() == 1
