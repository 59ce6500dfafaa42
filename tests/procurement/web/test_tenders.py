"""The pages of a tender: result first, what-if without storing, bids from a sheet, who may read."""

from __future__ import annotations

import html
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.register.writer import undo, write
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion
from jalons.procurement.web.tenders.register import tenders

pytestmark = pytest.mark.django_db
CRITERIA = (("Prix", "price", 50), ("Valeur technique", "technical", 30),
            ("Environnement", "environment", 20))  # fmt: skip
BIDS = (("A", 100_000, "6", "5"), ("B", 112_000, "8", "7"), ("C", 130_000, "9", "9.5"))


@pytest.fixture
def authority():
    return Authority.objects.create(slug="vitre", name="Vitré")


@pytest.fixture
def member(client, authority):
    def signed_in(role=Role.CONTRIBUTOR):
        user = User.objects.create_user(f"{role}@vitre.fr")
        Membership.objects.create(authority=authority, user=user, role=role)
        client.force_login(user)
        return user

    return signed_in


def made(authority, criteria=CRITERIA, bids=BIDS, **values):
    tender = Tender(authority=authority)
    write(authority, None, [(tender, {"name": "Postes", "estimate": 115_000, **values})])
    rows = []
    for name, kind, weight in criteria:
        rows.append(TenderCriterion(authority=authority, tender=tender))
        found = {"tender": tender, "name": name, "kind": kind, "weight": Decimal(weight)}
        write(authority, None, [(rows[-1], found)])
    for name, amount, *marks in bids:
        keys = {row.key: mark for row, mark in zip(rows[1:], marks, strict=False)}
        found = {"tender": tender, "name": name, "amount": Decimal(amount), "marks": keys}
        write(authority, None, [(TenderBid(authority=authority, tender=tender), found)])
    return tender


def read(response):
    text = html.unescape(response.content.decode())
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def page(client, tender, query=""):
    return client.get(reverse("tender", args=[tender.authority.slug, tender.pk]) + query)


def test_the_page_says_first_who_wins_and_that_the_formula_changes_it(client, authority, member):
    member()
    text = read(page(client, made(authority)))
    sentence = ("Avec la formule proportionnelle, C l’emporte ; la formule change le gagnant : "
                "8 formules, 3 gagnants.")  # fmt: skip
    assert f"<h1>{sentence}</h1>" in text
    assert "8,4462 (1)" in text
    assert "Ce qui changerait le gagnant" in text


def test_the_page_says_truly_who_reads_the_prices(client, authority, member):
    member()
    tender = made(authority)
    assert "ne sont lus que par" in read(page(client, tender))
    Authority.objects.filter(pk=authority.pk).update(kind=Authority.Kind.DEMO)
    assert "tout le monde les lit" in read(page(client, tender))
    assert "ne sont lus que par" not in read(page(client, tender))


def test_another_formula_is_tried_by_the_address(client, authority, member):
    member()
    tender = made(authority)
    assert "2 fois l’offre la moins chère, B l’emporte" in read(
        page(client, tender, "?formule=n_times")
    )
    red = read(page(client, tender, "?formule=linear"))
    assert "CE, 24 mai 2017, n° 405787" in red
    assert "Cette formule peut être simulée, jamais proposée." in red
    assert "Lire la fiche de méthode" not in red


def test_other_weights_are_tried_and_not_stored(client, authority, member):
    member()
    tender = made(authority)
    query = "?formule=n_times&poids0=40&poids1=40&poids2=20"
    text = read(page(client, tender, query))
    assert "2 fois l’offre la moins chère, C l’emporte" in text
    assert "rien n’est enregistré" in text
    weights = TenderCriterion.objects.of(authority).values_list("weight", flat=True)
    assert sorted(weights) == [20, 30, 50]
    wrong = read(page(client, tender, "?poids0=60"))
    assert "Les poids des critères font 110 et non 100" in wrong


@pytest.mark.parametrize(("changes", "words"), [
    ({"criteria": (), "bids": ()}, "n’a pas encore de critère"),
    ({"bids": ()}, "pas encore d’offre"),
    ({"criteria": CRITERIA[:2], "bids": ()}, "80 et non 100"),
    ({"bids": (("A", 100, "6"),)}, "Il manque 1 note : A (Environnement)"),
])  # fmt: skip
def test_what_is_missing_is_said_with_what_to_do(client, authority, member, changes, words):
    member()
    text = read(page(client, made(authority, **changes)))
    assert words in text
    assert "Rien ne peut encore être simulé." in text


def test_criteria_are_judged_before_any_bid(client, authority, member):
    member()
    only = (("Prix", "price", 60), ("Délai", "technical", 40))
    text = read(page(client, made(authority, criteria=only, bids=())))
    assert "Aucun critère ne prend en compte l’environnement." in text
    assert "Loi n° 2021-1104 du 22 août 2021, art. 35" in text


def test_a_bid_is_written_with_its_marks_and_a_mark_out_of_scale_is_refused(
    client, authority, member
):
    member()
    tender = made(authority)
    rows = TenderCriterion.objects.of(authority).order_by("created_at")[1:]
    keys = [str(row.pk) for row in rows]
    url = reverse("tender_offres_new", args=["vitre", tender.pk])
    sent = {"name": "D", "amount": "95 000,50", "tax": "excluding", f"mark_{keys[0]}": "7,5"}
    high = client.post(url, {**sent, f"mark_{keys[1]}": "11"})
    assert high.status_code == 422
    assert client.post(url, sent).status_code == 302
    bid = TenderBid.objects.of(authority).get(name="D")
    assert (bid.amount, bid.marks) == (Decimal("95000.50"), {"Valeur technique": "7.5"})
    assert "Il manque 1 note : D (Environnement)" in read(page(client, tender))


def test_a_criterion_that_is_renamed_stays_marked_and_the_history_names_its_marks(
    client, authority, member
):
    user = member()
    tender = made(authority)
    row = TenderCriterion.objects.of(authority).get(name="Environnement")
    write(authority, user, [(row, {"name": "Climat"})])
    assert "Climat" in read(page(client, tender))
    bid = TenderBid.objects.of(authority).get(name="A")
    write(authority, user, [(bid, {"marks": bid.marks | {row.key: "9"}})])
    history = read(client.get(reverse("tender_history", args=["vitre", tender.pk])))
    assert str(row.pk) not in history
    assert TenderBid.objects.of(authority).get(name="A").marks["Environnement"] == "9"


def test_two_bids_have_not_the_same_name(client, authority, member):
    member()
    tender = made(authority)
    url = reverse("tender_offres_new", args=["vitre", tender.pk])
    sent = {"name": "a", "amount": "1", "tax": "excluding"}
    assert "Ce nom est déjà pris" in read(client.post(url, sent))
    twice = "Candidat;Prix HT;Valeur technique;Environnement\nD;1;8;9\nd;2;8;9\n"
    assert "Deux offres ont le même nom" in read(sent_file(client, tender, twice))


def test_a_mark_out_of_scale_in_a_sheet_names_its_criterion(client, authority, member):
    member()
    tender = made(authority)
    high = "Candidat;Prix HT;Valeur technique;Environnement\nD;1;8;19\n"
    assert "La note de « D » pour « Environnement » est de 19" in read(
        sent_file(client, tender, high)
    )


@pytest.mark.parametrize(("price", "why"), [
    ("0", "supérieure ou égale à 0.01"), ("110000,12345", "2 chiffres après la virgule"),
])  # fmt: skip
def test_a_price_no_bid_can_have_is_refused_on_the_page(client, authority, member, price, why):
    member()
    wrong = f"Candidat;Prix HT;Valeur technique;Environnement\nD;{price};8;9\n"
    shown = sent_file(client, made(authority), wrong)
    assert shown.status_code == 422
    assert "D – " in read(shown)
    assert why in read(shown)


def sent_file(client, tender, text, **more):
    file = SimpleUploadedFile("offres.csv", text.encode())
    url = reverse("tender_file", args=[tender.authority.slug, tender.pk])
    return client.post(url, {"file": file, **more})


SHEET = "Candidat;Prix HT;Valeur technique;Environnement\nA;99 000,00 €;7;\nD;120 000;8,5;9\n"


def test_a_sheet_is_shown_then_stored_as_one_act_that_is_undone(client, authority, member):
    user = member()
    tender = made(authority)
    shown = sent_file(client, tender, SHEET)
    text = read(shown)
    assert "99 000 € hors taxes" in text
    assert "remplace ce qui est enregistré" in text
    assert not TenderBid.objects.of(authority).filter(name="D").exists()
    url = reverse("tender_file", args=["vitre", tender.pk])
    assert client.post(url, {"read": shown.context["read"]}).status_code == 302
    first = TenderBid.objects.of(authority).get(name="A")
    assert first.amount == 99_000
    assert sorted(first.marks.values()) == ["5", "7"]  # a blank changes nothing
    undo(authority, user, authority_batch(authority))
    first.refresh_from_db()
    assert first.amount == 100_000


def authority_batch(authority):
    from jalons.foundation.register.models import Batch

    return Batch.objects.of(authority).order_by("-at").first()


def test_a_sheet_with_both_taxes_asks_which(client, authority, member):
    member()
    tender = made(authority)
    both = "Candidat;Prix HT;Prix TTC;Valeur technique;Environnement\nD;100;120;8;9\n"
    assert "Dites lesquels comparer" in read(sent_file(client, tender, both))
    assert "120 € toutes taxes comprises" in read(sent_file(client, tender, both, amounts="ttc"))


def test_what_a_sheet_says_cannot_be_forged_between_two_pages(client, authority, member):
    member()
    tender = made(authority)
    other = made(authority, name="Autre")
    signed = sent_file(client, other, SHEET).context["read"]
    for forged in ("nothing", signed):
        url = reverse("tender_file", args=["vitre", tender.pk])
        client.post(url, {"read": forged})
        assert not TenderBid.objects.of(authority).filter(name="D", tender=tender).exists()


def test_the_method_sheet_is_read_and_downloaded_for_a_formula_that_may_be_proposed(
    client, authority, member
):
    member(Role.READER)
    tender = made(authority)
    url = reverse("tender_sheet", args=["vitre", tender.pk, "n_times", "2"])
    text = read(client.get(url))
    assert "10 × (2 × Pmin − P)" in text
    assert "112 000" not in text
    file = client.get(reverse("tender_sheet_file", args=["vitre", tender.pk, "n_times", "2",
                                                         "html"]))  # fmt: skip
    assert "attachment" in file["Content-Disposition"]
    refused = client.get(reverse("tender_sheet", args=["vitre", tender.pk, "linear", "-"]))
    assert "jamais proposée" in read(refused)
    assert "DOCX" not in read(refused)


def test_prices_are_read_by_members_only_and_never_by_a_machine(client, authority, member):
    tender = made(authority)
    assert page(client, tender).status_code == 302  # to sign in
    client.force_login(User.objects.create_user("passante@ailleurs.fr"))
    assert page(client, tender).status_code == 404
    member(Role.READER)
    text = read(page(client, tender))
    assert "ne sont lus que par le membre de « Vitré »" in text
    found = client.get(reverse("search", args=["vitre"]), {"q": "112000"})
    assert "112 000" not in read(found)


def test_another_basis_than_without_tax_needs_its_reason(client, authority, member):
    member()
    url = reverse("tender_new", args=["vitre"])
    sent = {"name": "T", "state": "draft", "basis": "including", "scale": "10"}
    assert "demande une raison" in read(client.post(url, sent))
    assert client.post(url, {**sent, "vat_reason": "TVA non récupérée"}).status_code == 302


def test_the_headline_counts_the_tenders(authority):
    assert tenders.headline(authority) == "Aucune consultation pour l’instant."
    made(authority)
    made(authority, name="Deux", state="awarded")
    assert tenders.headline(authority) == "2 consultations, 1 à publier."
