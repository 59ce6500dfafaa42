"""AGEC accounts on screen: from an export to the declaration, and from a year to the next."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.register.writer import delete, write
from jalons.foundation.tasks.worker import Worker
from jalons.procurement.engine.agec.spending import Rule, Use
from jalons.procurement.web.agec import actions, queries, reminders
from jalons.procurement.web.agec.models import (
    AccountingExport,
    AgecAmount,
    AgecGift,
    AgecRule,
    AgecYear,
    SpendingSum,
)
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
SIRET = "13002526500013"
SAMPLE = Path(__file__).parents[1] / "agec" / "samples" / "exemple-valide.csv"
EXPORT = (
    "Grand livre;;;;;\r\nDate;Compte;Libellé;Tiers;Montant HT;Montant TTC\r\n"
    "03/02/2025;21838;Écrans;UGAP;700,00;840,00\r\n"
    "05/02/2025;21838;Portables reconditionnés;ÉCODAIR;300,00;300,00\r\n"
    "06/02/2025;6257;Remb. Mme Roy;Jean Roy;50,00;50,00\r\n"
)


def address(name, *args):
    return reverse(name, args=["ville", *args])


def html(response):
    text = " ".join(response.content.decode().split())
    return text.replace("\u202f", " ").replace("\xa0", " ")


def year_of(town, number=2025, **values):
    made = AgecYear(authority=town)
    write(town, None, [(made, {"year": number, "siret": SIRET, "buyer": "Ville", **values})])
    return made


def brought(town, year, content=EXPORT):
    """An export of a year, read as most are."""
    file = SimpleUploadedFile("grand-livre.csv", content.encode("cp1252"))
    actions.drop_export(year, None, file, file.name)
    Worker().run_pending()
    export = queries.exports(year).get(read_at=None)
    columns = {name: at for name, at, known in export.layout["columns"] if known}
    actions.read_export(
        export, None, actions.accounting.ExportReading(columns, "ht", year.year, True)
    )
    Worker().run_pending()
    export.refresh_from_db()
    year.refresh_from_db()
    return export


def observed(town, name):
    rows = StoredObservation.objects.of(town).filter(indicator=f"procurement.{name}")
    return {row.period_start.year: row.mid for row in rows}


IT = (Rule("it", account="2183"), Rule("it", Use.REUSED, account="2183", label="reconditionnés"))


@pytest.mark.django_db(transaction=True)
def test_an_export_is_brought_confirmed_read_and_erased(town, buyer):
    year = year_of(town)
    file = SimpleUploadedFile("grand-livre.csv", EXPORT.encode("cp1252"))
    sent = buyer.post(address("agec_bring", year.pk), {"file": file})
    assert "/travaux/" in sent.url
    Worker().run_pending()
    export = queries.exports(year).get()
    page = html(buyer.get(address("agec_export", year.pk, export.pk)))
    assert "Écrans" in page
    assert "Quel montant est additionné" in page
    columns = {name: str(at) for name, at, _known in export.layout["columns"]}
    refused = buyer.post(address("agec_export", year.pk, export.pk), {**columns, "kind": ""})
    assert refused.status_code == 422
    stored = Path(export.file.path)
    assert stored.exists()
    buyer.post(address("agec_export", year.pk, export.pk), {**columns, "kind": "ht"})
    Worker().run_pending()
    export.refresh_from_db()
    assert export.read_at
    assert not export.file
    assert not stored.exists()
    assert SpendingSum.objects.of(town).count() == 3


def test_no_name_of_a_person_is_stored(town):
    export = brought(town, year_of(town))
    rows = SpendingSum.objects.of(town).filter(export=export).values_list("label", "supplier")
    assert not any("roy" in f"{label} {supplier}".lower() for label, supplier in rows)
    assert "roy" not in str(export.report).lower()


def test_amounts_with_tax_wait_for_the_rule_of_vat(town, buyer):
    year = year_of(town)
    file = SimpleUploadedFile("e.csv", EXPORT.encode("cp1252"))
    actions.drop_export(year, None, file, file.name)
    Worker().run_pending()
    export = queries.exports(year).get()
    columns = {name: str(at) for name, at, _known in export.layout["columns"]}
    page = buyer.post(address("agec_export", year.pk, export.pk), {**columns, "kind": "ttc"})
    assert page.status_code == 422
    assert "sans la règle de TVA" in html(page)
    buyer.post(address("agec_export", year.pk, export.pk), {**columns, "kind": "ttc", "vat": "20"})
    Worker().run_pending()
    export.refresh_from_db()
    assert export.report["from_tax"]
    assert "calculé depuis le TTC" in export.report["said"][0]


def test_the_year_says_what_was_left_out_of_its_exports(town, reader):
    year = year_of(town)
    brought(town, year, EXPORT + "07/02/2025;21838;Toners;UGAP;1.234;0\r\n;;Total;;1 050,00;\r\n")
    page = html(reader.get(address("agec_year", year.pk)))
    assert "ligne 6, montant qui se lit de deux façons (milliers ou décimales) (1.234)" in page
    assert "1 ligne écartée : total ou report, déjà compté par ses lignes." in page
    assert "nom de personne : ces mots n’ont pas été conservés" in page


def test_a_file_that_is_no_table_says_why_and_can_be_brought_again(town, buyer):
    year = year_of(town)
    file = SimpleUploadedFile("photo.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 99)
    actions.drop_export(year, None, file, file.name)
    Worker().run_pending()
    page = html(buyer.get(address("agec_export", year.pk, queries.exports(year).get().pk)))
    assert "image" in page.lower()
    assert address("agec_bring", year.pk) in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("looked_at", [False, True])
def test_a_file_that_was_left_before_it_was_read_is_taken_up_again(town, buyer, looked_at):
    year = year_of(town)

    def sent():
        file = SimpleUploadedFile("grand-livre.csv", EXPORT.encode("cp1252"))
        return buyer.post(address("agec_bring", year.pk), {"file": file})

    sent()
    if looked_at:
        Worker().run_pending()
    assert "/travaux/" in sent().url
    Worker().run_pending()
    export = queries.exports(year).get()
    assert export.layout
    columns = {name: str(at) for name, at, _known in export.layout["columns"]}
    buyer.post(address("agec_export", year.pk, export.pk), {**columns, "kind": "ht"})
    Worker().run_pending()
    assert SpendingSum.objects.of(town).count() == 3
    assert "déjà compté en 2025" in html(sent())


def test_the_same_file_counts_once(town, buyer):
    year = year_of(town)
    brought(town, year)
    file = SimpleUploadedFile("copie.csv", EXPORT.encode("cp1252"))
    again = buyer.post(address("agec_bring", year.pk), {"file": file})
    assert again.status_code == 422
    assert "déjà compté en 2025" in html(again)


def test_lines_are_assigned_on_the_page_and_nothing_else_is_in_a_total(town, buyer):
    year = year_of(town)
    brought(town, year)
    page = html(buyer.get(address("agec_mapping", year.pk)))
    assert "3 groupes de lignes comptables n’ont pas encore de famille : 1 050 €." in page
    assert "d’usage pour ce compte, à confirmer : Informatique et téléphonie" in page
    names = re.findall(r'name="(account \d+)" value="(\w*)"', page)
    line = next(name.split()[1] for name, account in names if account == "21838")
    values = {"step": "assign", "line": line, f"family {line}": "it", f"use {line}": "new",
              f"scope {line}": "account", f"account {line}": "21838"}  # fmt: skip
    buyer.post(address("agec_mapping", year.pk), values)
    rule = AgecRule.objects.of(town).get()
    assert (rule.family, rule.account, rule.years) == ("it", "21838", [2025])
    year.refresh_from_db()
    assert queries.accounts_of(year).accounts["it"].spent == 1000
    assert queries.accounts_of(year).left == (1, Decimal("50.00"))


def test_last_year_is_only_proposed_until_a_person_confirms(town, buyer):
    before, after = year_of(town, 2024), year_of(town, 2025)
    actions.assign(before, None, IT)
    brought(town, after)
    assert not queries.accounts_of(after).accounts
    page = html(buyer.get(address("agec_mapping", after.pk)))
    assert "Proposé d’après une autre année" in page
    keys = [str(each.pk) for each in AgecRule.objects.of(town)]
    buyer.post(address("agec_mapping", after.pk), {"step": "confirm", "rule": keys})
    after.refresh_from_db()
    found = queries.accounts_of(after).accounts["it"]
    assert (found.spent, found.reused) == (1000, 300)


def test_the_year_opens_with_its_sentence_and_the_target_as_far_as_it_is_known(town, reader):
    year = year_of(town)
    brought(town, year)
    actions.assign(year, None, IT)
    page = html(reader.get(address("agec_year", year.pk)))
    assert "<h1>En 2025, 30 % de votre dépense informatique vient du réemploi.</h1>" in page
    assert "répartition non renseignée" in page
    assert "1 groupe de lignes comptables n’a pas de famille (50 €)" in page
    assert "En 2025, 30 %" in html(reader.get(address("agec")))


def test_a_paper_without_target_says_so(town, reader):
    year = year_of(town)
    amount = AgecAmount(authority=town, agec_year=year)
    write(town, None, [(amount, {"family": "paper", "amount": Decimal(10)})])
    assert "objectif non renseigné" in html(reader.get(address("agec_year", year.pk))).lower()
    tried = html(
        reader.get(address("agec_whatif", year.pk), {"famille": "paper", "part": "reused"})
    )
    assert "Objectif non renseigné" in tried


def test_what_is_missing_is_said_in_euros_and_in_units(town, reader):
    year = year_of(town)
    brought(town, year)
    actions.assign(year, None, IT)
    asked = {"famille": "it", "part": "reused", "objectif": "50", "prix": "90", "unites": "2"}
    page = html(reader.get(address("agec_whatif", year.pk), asked))
    assert "il manque 200 € d’achats à la place du neuf, ou 400 € d’achats en plus." in page
    assert "Soit 3 unités à ce prix." in page
    assert "de 30 % à 48 %" in page


def test_the_declaration_is_downloaded_checked_and_stored_as_filed(town, buyer):
    year = year_of(town)
    brought(town, year)
    actions.assign(year, None, IT)
    gift = AgecGift(authority=town, agec_year=year)
    write(town, None, [(gift, {"kind": "laptop_recent", "units": 2})])
    file = buyer.get(address("agec_declaration_file", year.pk)).content.decode()
    assert "1400.00,300.00,400.00,0.00" in file
    said = {"day": "2026-06-12", "by": "Service achats"}
    buyer.post(address("agec_declared", year.pk), said)
    year.refresh_from_db()
    assert year.filed == file
    page = html(buyer.get(address("agec_declaration", year.pk)))
    assert "Déclaré le 12 juin 2026 par : Service achats." in page
    assert "ne sont plus ceux" not in page
    write(town, None, [(AgecGift.objects.of(town).get(), {"units": 3})])
    assert "ne sont plus ceux de la déclaration déposée" in html(
        buyer.get(address("agec_declaration", year.pk))
    )


def test_an_incoherent_year_is_not_declared(town, buyer):
    year = year_of(town, siret="")
    amounts = [("new", -100), ("reused", 60)]
    write(town, None, [(AgecAmount(authority=town, agec_year=year),
                        {"family": "it", "use": use, "amount": Decimal(euros)})
                       for use, euros in amounts])  # fmt: skip
    page = buyer.post(address("agec_declared", year.pk), {"day": "2026-06-12", "by": "Achats"})
    assert page.status_code == 422
    assert "un montant est négatif" in html(page)
    year.refresh_from_db()
    assert year.declared_on is None


def test_a_siret_that_lost_its_zeros_is_explained_in_the_form(town, buyer):
    year = year_of(town)
    said = {"year": "2025", "siret": "1234567890123", "buyer": "Ville"}
    page = buyer.post(address("agec_year_edit", year.pk), said)
    assert page.status_code == 422
    assert "13 chiffres" in html(page)


def test_a_former_declaration_is_read_back_and_compared(town, buyer):
    file = SimpleUploadedFile("exemple-valide.csv", SAMPLE.read_bytes())
    sent = buyer.post(address("agec_former"), {"file": file})
    assert sent.status_code == 302
    assert {each.year for each in queries.years(town)} == {2023, 2024}
    page = html(buyer.get(sent.url))
    assert "Telle qu’elle a été déposée" in page
    assert "868,40 €" in page
    assert page.count("dépasse") >= 2  # reuse over the total, recycled over the total


def test_a_year_known_by_its_former_declaration_stands_beside_the_others(town, buyer, reader):
    text = SAMPLE.read_text(encoding="utf-8").splitlines()
    file = SimpleUploadedFile("2023.csv", f"{text[0]}\n{text[3]}\n".encode())
    buyer.post(address("agec_former"), {"file": file})
    page = html(reader.get(address("agec")))
    assert "Mobilier intérieur" in page
    assert "51,4 %" in page  # 420.6 out of 858.5 less 40.8 of gifts


def test_a_reader_reads_and_brings_nothing(town, reader):
    year = year_of(town)
    assert reader.get(address("agec_bring", year.pk)).status_code == 403
    assert reader.get(address("agec_mapping", year.pk)).status_code == 403
    assert reader.post(address("agec_declared", year.pk), {}).status_code == 403
    assert reader.get(address("agec_declaration", year.pk)).status_code == 200


def test_an_export_taken_out_leaves_no_sum(town, buyer):
    year = year_of(town)
    export = brought(town, year)
    actions.assign(year, None, IT)
    buyer.post(address("agec_export_forget", year.pk, export.pk))
    year.refresh_from_db()
    assert not queries.accounts_of(year).accounts
    assert not SpendingSum.objects.of(town).exists()


def test_indicators_are_published_and_withdrawn(town):
    year = year_of(town)
    export = brought(town, year)
    actions.assign(year, None, IT)
    assert observed(town, "reused_share") == {2025: 30.0}
    assert observed(town, "recycled_share") == {2025: 0.0}
    assert observed(town, "declaration_filed") == {}
    year.refresh_from_db()
    write(town, None, [(year, {"declared_on": date(2026, 7, 2)})])
    assert observed(town, "declaration_filed") == {2026: 0.0}
    row = StoredObservation.objects.of(town).get(indicator="procurement.reused_share")
    assert "50" in str(row.perimeter["excluded"])
    actions.forget_export(export, None)
    assert observed(town, "reused_share") == {}
    delete(town, None, [AgecYear.objects.of(town).get()])
    assert observed(town, "declaration_filed") == {}


def test_one_reminder_leaves_in_june_for_a_year_not_declared(town, settings):
    settings.OPTIONS = settings.OPTIONS | {"MAIL_URL": "smtp://localhost"}
    lead = User.objects.create_user("lead@example.org", "x")
    Membership.objects.create(user=lead, authority=town, role=Role.LEAD)
    year_of(town, 2025)
    for month, day in ((5, 30), (6, 6), (6, 20), (6, 30)):
        reminders.daily_round(now=datetime(2026, month, day, 8, tzinfo=UTC))
    assert [each.to for each in mail.outbox] == [["lead@example.org"]]
    assert "30 juin" in mail.outbox[0].subject
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers


def test_a_last_year_nobody_began_is_reminded_where_there_are_others(town):
    lead = User.objects.create_user("lead@example.org", "x")
    Membership.objects.create(user=lead, authority=town, role=Role.LEAD)
    june = datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert reminders.to_declare(town, june) == {}
    year_of(town, 2024, declared_on=date(2025, 5, 2))
    (found,) = reminders.to_declare(town, june)[lead.pk]
    assert found.year == 2025
    for month, day, near in ((6, 4, False), (6, 5, True), (6, 30, True), (7, 1, False)):
        now = datetime(2026, month, day, 8, tzinfo=UTC)
        assert bool(reminders.to_declare(town, now)) is near, f"the last day is 30 June: {now}"
        waiting = Authority.objects.filter(reminders.AGEC.waits(now))
        assert waiting.exists() is near, "who is looked for is who has something to do"
    (section,) = reminders.sections(town, [found])
    assert address("agec_year_new") in str(section)


def test_a_declared_year_needs_no_reminder(town):
    year_of(town, 2025, declared_on=date(2026, 5, 2))
    assert reminders.to_declare(town, datetime(2026, 6, 10, 8, tzinfo=UTC)) == {}


def test_an_export_nobody_read_is_erased_after_a_month(town):
    year = year_of(town)
    file = SimpleUploadedFile("e.csv", EXPORT.encode("cp1252"))
    actions.drop_export(year, None, file, file.name)
    assert reminders.forget_unread(datetime.now(UTC)) == 0
    AccountingExport.objects.of(town).update(dropped_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert reminders.forget_unread(datetime.now(UTC)) == 1
    assert not AccountingExport.objects.of(town).exists()


def test_the_summary_is_a_document(town, reader):
    year = year_of(town)
    brought(town, year)
    actions.assign(year, None, IT)
    page = reader.get(address("agec_summary", year.pk, "html"))
    assert page.status_code == 200
    assert "Informatique et téléphonie" in page.content.decode()
