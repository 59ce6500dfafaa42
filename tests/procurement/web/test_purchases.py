"""Small purchases on the pages: from the amount to a decision on one page, and its indicator."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import page as pdf_checker
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.documents.sample_tree import pages_of
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.documents.formats import FORMATS, written
from jalons.foundation.documents.tree import Note
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import delete, move, restore, undo, write
from jalons.kernel.contracts import device_impacts
from jalons.procurement.documents.purchase_decision import decision_document
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.web import demo, sourced
from jalons.procurement.web.purchases import actions, queries
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = timezone.localdate()
NEW = {"supplier": "Bureau", "price": D(780), "tax": "ht", "condition": "new", "life": 6,
       "energy": D(24), "index": D("7.4"), "index_kind": "repairability"}  # fmt: skip
USED = {"supplier": "Atelier", "price": D(444), "tax": "ttc", "vat": D(20),
        "condition": "refurbished", "life": 4, "energy": D(28)}  # fmt: skip
GONE = {"supplier": "Numéris", "missing": "Pas de réponse"}
ANSWERS = dict.fromkeys(("keep", "repair", "pool", "borrow", "rent", "reuse"), "Non, parce que.")


@pytest.fixture
def authority():
    return Authority.objects.create(slug="vitre", name="Vitré")


def client_of(authority, role):
    user = User.objects.create_user(f"{role}@example.org", "x")
    Membership.objects.create(user=user, authority=authority, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def contributor(authority):
    return client_of(authority, Role.CONTRIBUTOR)


def stored(authority, *quotes, **values):
    made = Purchase(authority=authority)
    usual = {"title": "Portables", "amount": D(9_000), "kind": "laptop", "quantity": 10}
    write(authority, None, [(made, usual | values)])
    for each in quotes:
        write(authority, None, [(PurchaseQuote(authority=authority, purchase=made), each)])
    return queries.purchases(authority).get(pk=made.pk)


def decided(authority, supplier="Atelier", on=TODAY, quotes=(NEW, USED, GONE), **values):
    found = stored(authority, *quotes, **values)
    quote = next(each for each in found.quotes.all() if each.supplier == supplier)
    actions.decide(found, user=None, quote=quote, why="Il coûte moins.", on=on)
    return queries.purchases(authority).get(pk=found.pk)


def page(client, name, authority, *args, **query):
    answer = client.get(reverse(name, args=[authority.slug, *args]), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def code_of(values):
    with pytest.raises(ValidationError) as refused:
        stored(Authority.objects.get(slug="vitre"), values)
    cause = refused.value.__cause__
    return cause.code, cause.params["field"]


# The start --------------------------------------------------------------------------------------


def test_below_the_limit_the_start_page_leads_to_a_small_purchase(contributor, authority):
    asked = {"title": "Portables", "nature": "supplies", "amount": "9 600,50 € HT"}
    text = page(contributor, "procurement_home", authority, **asked)
    assert "9 600,50 € HT : c’est un petit achat" in text
    assert "depuis le 1er avril 2026" in text
    assert "même besoin cette année" in text  # a question, not a sum
    assert "amount=9600.50" in text


def test_at_the_limit_it_says_why_a_tender_is_needed(contributor, authority):
    asked = {"title": "Portables", "nature": "supplies", "amount": "60000"}
    text = page(contributor, "procurement_home", authority, **asked)
    assert "il faut une consultation" in text
    assert "60 000 € HT" in text
    assert reverse("purchase_new", args=[authority.slug]) not in text


@pytest.mark.parametrize("amount", ["900 € TTC", "cher", "", "-3", "9" * 40])
def test_an_amount_it_cannot_use_is_asked_again(contributor, authority, amount):
    asked = {"title": "Portables", "nature": "supplies", "amount": amount}
    text = page(contributor, "procurement_home", authority, **asked)
    assert "Que devez-vous acheter, et pour combien" in text
    assert 'aria-invalid="true"' in text
    assert f'value="{amount}"' in text or not amount


def test_what_was_said_at_the_start_is_in_the_form(contributor, authority):
    url = reverse("purchase_new", args=[authority.slug])
    query = "?title=Portables&nature=services&amount=9600.50"
    text = contributor.get(url + query).content.decode()
    assert 'value="Portables"' in text
    assert 'value="9\u202f600,50"' in text
    sent = {"title": "Portables", "nature": "services", "amount": "9 600,50 €", "quantity": "3",
            "kind": "laptop", "need": ""}  # fmt: skip
    answer = contributor.post(url, sent)
    made = Purchase.objects.of(authority).get()
    assert answer.status_code == 302
    assert (made.amount, made.quantity, made.kind) == (D("9600.50"), 3, "laptop")


def test_a_reader_sees_and_does_not_write(authority):
    reader, found = client_of(authority, Role.READER), decided(authority)
    assert "Atelier est retenu" in page(reader, "purchase", authority, found.pk)
    for name in ("purchase_need", "purchase_decide"):
        assert reader.get(reverse(name, args=[authority.slug, found.pk])).status_code == 403


# Quotes -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("authority")
def test_a_quote_says_its_price_and_its_tax_or_why_it_is_missing():
    price = {"supplier": "A", "price": D(10)}
    assert code_of({"supplier": "A"}) == ("quote_empty", "price")
    assert code_of(price) == ("quote_tax", "tax")
    assert code_of(price | {"tax": "ttc"}) == ("quote_vat", "vat")
    assert code_of(price | {"tax": "ht", "missing": "non"}) == ("quote_both", "missing")
    assert code_of(NEW | {"index": D(11)}) == ("quote_index", "index")
    assert code_of(NEW | {"index_kind": ""}) == ("quote_index", "index_kind")


def test_a_life_no_cost_can_have_is_refused_and_the_longest_is_compared(contributor, authority):
    with pytest.raises(ValidationError) as refused:
        stored(authority, NEW | {"life": 41})
    assert "life" in refused.value.error_dict
    large = {"life": 40, "price": D("999999999.99"), "energy": D("9999999.99")}
    found = stored(authority, NEW | large)
    assert "40 ans" in page(contributor, "purchase", authority, found.pk)


def test_a_price_that_says_ttc_where_ht_is_chosen_is_asked_again(contributor, authority):
    found = stored(authority)
    url = reverse("purchase_devis_new", args=[authority.slug, found.pk])
    sent = {"supplier": "A", "price": "1 234,50 € TTC", "tax": "ht", "condition": "new"}
    answer = contributor.post(url, sent)
    assert answer.status_code == 422
    assert "écrit TTC, mais la case choisie dit HT" in answer.content.decode()
    answer = contributor.post(url, sent | {"tax": "ttc", "vat": "20"})
    assert answer.status_code == 302
    assert PurchaseQuote.objects.of(authority).get().price_before_vat == D("1028.75")


def test_quotes_are_compared_and_nothing_is_weighted(contributor, authority):
    used = USED | {"index": D("7.1"), "index_kind": "repairability"}
    found = stored(authority, NEW, used, GONE, **ANSWERS)
    text = page(contributor, "purchase", authority, found.pk)
    assert "Aucun devis n’est devant partout" in text
    assert "370,00 €" in text
    assert text.count("devant</span>") == 4
    assert "pas de devis : Pas de réponse" in text
    assert "Hypothèses pour un reconditionné" in text
    assert reverse("purchase_decide", args=[authority.slug, found.pk]) in text


def test_a_cost_that_rests_on_an_average_says_so_even_when_it_is_ahead(contributor, authority):
    found = stored(authority, NEW, USED | {"energy": None})
    text = page(contributor, "purchase", authority, found.pk)
    assert "devant, moyenne</span>" in text
    assert "un devis ne dit pas la consommation" in text


def test_without_a_kind_carbon_is_not_known(contributor, authority):
    found = stored(authority, NEW, USED, kind="other")
    text = page(contributor, "purchase", authority, found.pk)
    assert "non connue" in text
    assert "Carbone d’un appareil" not in text


def test_while_nothing_answers_for_devices_the_page_still_stands(contributor, authority):
    plugged = device_impacts()
    found = stored(authority, NEW, USED)
    device_impacts.connect(None)
    try:
        assert "non connue" in page(contributor, "purchase", authority, found.pk)
        assert page(contributor, "purchase_edit", authority, found.pk)
    finally:
        device_impacts.connect(plugged)


def test_the_next_step_follows_what_is_done(authority):
    found = stored(authority)
    assert queries.step_of(found) == "need"
    found = stored(authority, **ANSWERS)
    assert queries.step_of(found) == "quotes"
    assert queries.step_of(stored(authority, NEW, USED, GONE, **ANSWERS)) == "choice"
    assert queries.step_of(decided(authority)) == "order"


def test_the_questions_are_answered_on_one_page(contributor, authority):
    found = stored(authority)
    url = reverse("purchase_need", args=[authority.slug, found.pk])
    assert "Peut-on le réparer" in contributor.get(url).content.decode()
    contributor.post(url, ANSWERS | {"same_need": "Non"})
    found.refresh_from_db()
    assert (found.repair, found.same_need) == ("Non, parce que.", "Non")


# The decision -----------------------------------------------------------------------------------


def test_the_person_chooses_and_writes_why(contributor, authority):
    found = stored(authority, NEW, USED, GONE)
    url = reverse("purchase_decide", args=[authority.slug, found.pk])
    names = {each.supplier: str(each.pk) for each in found.quotes.all()}
    text = contributor.get(url).content.decode()
    assert names["Numéris"] not in text  # what has no price is not offered
    assert contributor.post(url, {"quote": names["Atelier"], "why": " "}).status_code == 422
    sent = {"quote": names["Atelier"], "why": "Moins cher.", "on": str(TODAY)}
    assert contributor.post(url, sent).status_code == 302
    found = queries.purchases(authority).get(pk=found.pk)
    assert (found.state, found.why, found.decided_on) == ("decided", "Moins cher.", TODAY)
    assert queries.chosen(found).supplier == "Atelier"
    assert queries.total(found) == D(3_700)
    assert found.carbon_known
    again = contributor.post(url, sent)
    assert again.status_code == 422


def test_a_quote_of_another_purchase_is_refused(authority):
    found, other = stored(authority, NEW), stored(authority, USED, GONE)
    for quote in other.quotes.all():
        with pytest.raises(ProcurementError) as refused:
            actions.decide(found, user=None, quote=quote, why="x", on=TODAY)
        assert refused.value.code == "choice_elsewhere"
    with pytest.raises(ProcurementError):
        actions.decide(found, user=None, quote=found.quotes.all()[0], why=" ", on=TODAY)


@pytest.mark.parametrize(
    ("day", "why"), [(date(2015, 1, 1), "Aucun seuil"), (TODAY + timedelta(days=9), "pas encore")]
)
def test_a_day_no_decision_can_have_is_refused(contributor, authority, day, why):
    found = stored(authority, NEW)
    url = reverse("purchase_decide", args=[authority.slug, found.pk])
    sent = {"quote": str(found.quotes.all()[0].pk), "why": "Oui.", "on": str(day)}
    answer = contributor.post(url, sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert queries.purchases(authority).get(pk=found.pk).is_open


def test_what_is_decided_changes_only_by_a_step(authority):
    found = decided(authority)
    quote = queries.chosen(found)
    for record, values in ((found, {"quantity": 9}), (quote, {"price": D(1)})):
        with pytest.raises(ProcurementError) as refused:
            write(authority, None, [(record, values)])
        assert refused.value.code == "purchase_decided"
    with pytest.raises(ProcurementError):
        delete(authority, None, [quote])
    move(None, found, "reopen")
    found = queries.purchases(authority).get(pk=found.pk)
    assert (found.decided_on, found.carbon_known) == (None, False)
    write(authority, None, [(found, {"quantity": 9})])


def test_a_decided_purchase_goes_to_the_trash_with_its_quotes_and_comes_back(authority):
    found = decided(authority)
    delete(authority, None, [found])
    assert not queries.purchases(authority).exists()
    restore(authority, None, Purchase.objects.of(authority).get(pk=found.pk))
    back = queries.purchases(authority).get(pk=found.pk)
    assert queries.chosen(back).supplier == "Atelier"


def test_a_decision_is_undone_whole(authority):
    found = decided(authority)
    undo(authority, None, Batch.objects.of(authority).order_by("-at").first())
    back = queries.purchases(authority).get(pk=found.pk)
    assert (back.state, queries.chosen(back)) == ("preparing", None)


def test_the_same_supplier_again_and_again_gives_a_note(contributor, authority):
    for days in (400, 200, 100):
        decided(authority, on=TODAY - timedelta(days=days))
    third = decided(authority, on=TODAY - timedelta(days=2))
    assert queries.often(third, TODAY) == 3
    assert "3 fois en un an" in page(contributor, "purchase", authority, third.pk)
    other = decided(authority, supplier="Bureau")
    assert queries.often(other, TODAY) == 0


def test_a_choice_over_the_limit_is_said(contributor, authority):
    found = decided(authority, supplier="Bureau", quantity=100, amount=D(50_000))
    text = page(contributor, "purchase", authority, found.pk)
    assert "78 000 € HT : il faut une consultation" in text


def test_a_decision_over_the_limit_does_not_rest_on_the_article_of_small_purchases(authority):
    over = decided(authority, supplier="Bureau", quantity=100, amount=D(50_000))
    said = written(tree_of(over), "html").decode()
    assert "une consultation est nécessaire" in said
    assert "2122-8" not in said
    assert "2122-8" in written(tree_of(decided(authority)), "html").decode()


# The document -----------------------------------------------------------------------------------


def tree_of(found):
    return decision_document(queries.material(found, TODAY), "fr")


def test_the_decision_stands_on_one_accessible_page(authority, tmp_path):
    long = dict.fromkeys(ANSWERS, "Non : " + "raison détaillée " * 6)
    found = decided(authority, need="Un besoin. " * 20, same_need="Non, aucun autre.", **long)
    path = tmp_path / "decision.pdf"
    path.write_bytes(written(tree_of(found), "pdf"))
    report = pdf_checker.validate_pdf(path, profile=pdf_checker.ValidationProfile.PDF_UA_1)
    assert report.is_compliant
    assert report.document.page_count == 1
    (text, *_rest) = pages_of(path.read_bytes())
    for words in ("Atelier", "Numéris", "Il coûte moins", "2122-8", "Réparer"):
        assert words in text


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_every_format_is_written(authority, kind):
    assert len(written(tree_of(decided(authority)), kind)) > 1_000


def test_a_decision_in_preparation_says_so_and_counts_its_quotes(authority):
    tree = tree_of(stored(authority, NEW))
    assert "en préparation" in tree.subject
    notes = [block.text for block in tree.blocks if isinstance(block, Note)]
    assert any("1 devis demandé au lieu de trois" in text for text in notes)


def test_the_document_is_downloaded_and_other_kinds_are_not(contributor, authority):
    found = decided(authority)
    html = contributor.get(reverse("purchase_document", args=[authority.slug, found.pk, "html"]))
    assert "Décision d’achat" in html.content.decode()
    wrong = reverse("purchase_document", args=[authority.slug, found.pk, "exe"])
    assert contributor.get(wrong).status_code == 404


# The indicator ----------------------------------------------------------------------------------


def figure(authority, year=TODAY.year):
    rows = StoredObservation.objects.of(authority).filter(indicator="procurement.carbon_known")
    return {row.period_start.year: row.mid for row in rows}.get(year)


def test_the_share_of_devices_whose_carbon_was_known(authority):
    decided(authority, quantity=30)
    assert figure(authority) == 100
    unknown = decided(authority, quantity=10, kind="other")
    assert figure(authority) == 75
    decided(authority, quantity=500, kind="")  # no device: not counted
    stored(authority, NEW, quantity=500)  # nothing was decided
    assert figure(authority) == 75
    delete(authority, None, [unknown])
    assert figure(authority) == 100


def test_a_year_without_devices_is_withdrawn(authority):
    last = date(TODAY.year - 1, 6, 1)
    found = decided(authority, on=last)
    assert figure(authority, last.year) == 100
    assert figure(authority) is None
    move(None, found, "reopen")
    assert figure(authority, last.year) is None


# The rest ---------------------------------------------------------------------------------------


def test_the_demonstration_has_a_decision_and_a_comparison(authority):
    user = User.objects.create_user("demo@example.org", "x")
    people = {Role.CONTRIBUTOR: user}
    demo.fill_purchases(
        SimpleNamespace(authority=authority, people=people, story=Story(TODAY.year - 1))
    )
    states = set(queries.purchases(authority).values_list("state", flat=True))
    assert states == {"decided", "preparing"}


def test_the_list_says_how_many_wait(contributor, authority):
    assert "Pas encore de petit achat" in page(contributor, "purchase_list", authority)
    stored(authority, NEW)
    text = page(contributor, "purchase_list", authority)
    assert "1 petit achat attend une décision." in text
    assert "Portables" in page(contributor, "purchase_list", authority, etat="preparing")
    assert "Rien ne correspond" in page(contributor, "purchase_list", authority, etat="ordered")


def test_the_page_of_sources_parts_what_was_read_from_what_is_assumed():
    found, tenders, _clauses = sourced.domains()
    assert tenders.title == "Notation des offres"
    doubtful = [each.what for each in found.sourced if not each.confirmed]
    assert len(doubtful) == 1
    assert "travaux" in doubtful[0]
    assert any("0,25" in each and "Hypothèse" in each for each in found.judged)


def test_the_page_of_sources_has_the_texts_the_clauses_cite_with_the_day_they_were_read():
    clauses = sourced.domains()[2]
    texts = {each.source.title: each for each in clauses.sourced}
    read = next(each for title, each in texts.items() if "article 35" in title)
    assert (read.confirmed, read.source.opened) == (True, date(2026, 11, 28))
    doubtful = next(each for title, each in texts.items() if "L.2111-1" in title)
    assert (doubtful.confirmed, doubtful.source.opened) == (False, None)
