"""An authority's own factors, as pages: brought, judged row by row, used, and never shown."""

import json
import re
import shutil
import subprocess
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from footprint.web.conftest import CSV, arrive, assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import AssessedInventory, InventoryFile, OwnFactorFile
from jalons.footprint.web.results.exports import KINDS
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.writer import purge

HEADS = (
    "nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source"
)
ROWS = (
    "ref-1;FABRICATION;Climate change;Laptop;;913.371;France;7531.37;Item;NegaOctet",
    "ref-1;DISTRIBUTION;Climate change;Laptop;;;France;-4219.57;Item;NegaOctet",
    "ref-1;FIN_DE_VIE;Climate change;Laptop;;;France;6173,9 kg;Item;NegaOctet",
    "mystere;FABRICATION;Climate change;objet;;;France;8264.19;Item;NegaOctet",
    "Mix;UTILISATION;Climate change;;electricity-mix;;France;0.773917;;NegaOctet",
)
# How each number of the file would look, however it is rounded or written.
SECRETS = (
    "913.3", "913,3", "7531", "7 531", "7\u202f531", "4219", "4 219", "4\u202f219",
    "6173", "6 173", "8264", "0.773", "0,773", "0.774", "0,774",
)  # fmt: skip
MASKED = "valeur sous licence, masquée"


def table(*rows, heads=HEADS):
    return "\n".join((heads, *rows)).encode()


def bring(client, authority, content=None, name="facteurs.csv", **terms):
    """Bring a file of factors as the form does; the page one lands on."""
    body = content if content is not None else table(*ROWS)
    form = {"file": SimpleUploadedFile(name, body), "licence": "NegaOctet, licence payante"} | terms
    url = reverse("footprint_factor_file_new", args=[authority.slug])
    return arrive(client, client.post(url, form))


def brought(authority):
    return OwnFactorFile.objects.of(authority).get()


def address(authority, name, **more):
    return reverse(name, args=[authority.slug, brought(authority).pk], **more)


def using(client, authority):
    """Bring the file, then an inventory computed with it."""
    bring(client, authority)
    chosen = {"own_factors": str(brought(authority).pk), "mix": "own"}
    return assess(client, authority, CSV, **chosen)


def readable(content):
    """The text of a page, a JSON, a CSV, or the parts of an archive."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return " ".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    if content[:4] == b"%PDF":
        told = subprocess.run(
            ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
        )
        return told.stdout.decode()
    return content.decode("utf-8-sig", "replace")


def assert_hidden(content, what):
    shown = readable(content) if isinstance(content, bytes) else content
    # A number starts there: the digits of a result may well hold these in their midst.
    starts = re.compile(r"(?<![\d.,])(?:" + "|".join(map(re.escape, SECRETS)) + ")")
    found = starts.findall(shown)
    assert not found, f"{what} shows {found}"


def test_without_a_file_the_page_says_what_to_bring(client, authority):
    seen = text(client.get(reverse("footprint_factor_file_list", args=[authority.slug])))
    assert "Aucun fichier de facteurs pour l’instant" in seen
    assert "Apportez un fichier de facteurs" in seen


def test_each_row_refused_says_where_why_and_how_to_mend(client, authority):
    page = bring(client, authority)
    seen = text(page)
    assert "2 lignes prises sur 4" in seen
    assert "une valeur négative" in seen
    assert "Donnez la valeur sans les crédits de recyclage" in seen
    assert "mystere" in seen
    assert MASKED in seen
    assert_hidden(page.content, "the page of the file")


def test_nothing_shows_a_private_value_while_the_results_stay(client, authority):
    page = using(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    found = queries.assessment_of(queries.latest_assessment(inventory))
    own = found.trace("laptop", "manufacturing", "climate_change").factor
    assert own.spread.value == 7531.37
    assert "CO₂e par an" in text(page)
    assert_hidden(page.content, "the result")
    trace = reverse("footprint_trace", args=[authority.slug, inventory.pk, "laptop"])
    seen = client.get(trace)
    assert MASKED in text(seen)
    assert "privée, non diffusée" in text(seen)
    assert_hidden(seen.content, "the trace")
    for kind in KINDS:
        if "pdf" in kind and shutil.which("pdftotext") is None:
            continue  # its twin in HTML is read, made from the same tree
        url = reverse("footprint_export", args=[authority.slug, inventory.pk, kind])
        assert_hidden(client.get(url).content, kind)
    for name in ("lines", "breakdown", "scenarios", "compare", "choices"):
        url = reverse(f"footprint_{name}", args=[authority.slug, inventory.pk])
        assert_hidden(client.get(url, {"reason": "counted"}).content, name)


def test_nothing_stored_about_the_file_holds_its_values(client, authority):
    using(client, authority)
    kept = [
        brought(authority).outcome,
        *(each.result for each in AssessedInventory.objects.of(authority)),
    ]
    kept += [[each.before, each.after] for each in Entry.objects.of(authority)]
    for each in kept:
        assert_hidden(json.dumps(each, ensure_ascii=False), "what is stored")


def test_a_licence_that_allows_it_shows_the_values(client, authority):
    using(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    form = {"licence": "Etalab 2.0", "shown": "on"}
    arrive(client, client.post(address(authority, "footprint_factor_file_edit"), form))
    trace = reverse("footprint_trace", args=[authority.slug, inventory.pk, "laptop"])
    seen = text(client.get(trace))
    assert MASKED not in seen
    assert "7 530" in seen
    assert "Etalab 2.0" in seen


def test_values_cannot_be_shown_under_no_licence(client, authority):
    page = bring(client, authority, licence="", shown="on")
    assert page.status_code == 422
    assert "Nommez la licence" in text(page)
    assert not OwnFactorFile.objects.of(authority).exists()


def test_a_reference_is_linked_by_hand_and_its_rows_are_taken(client, authority):
    bring(client, authority)
    form = {"item0": "monitor"}
    page = arrive(client, client.post(address(authority, "footprint_factor_file_links"), form))
    assert "3 lignes prises sur 4" in text(page)
    assert brought(authority).items == {"mystere": "monitor"}


def test_deleting_computes_again_without_it_and_undoing_with_it(client, authority):
    using(client, authority)
    inventory = InventoryFile.objects.of(authority).get()

    def total():
        return queries.assessment_of(queries.latest_assessment(inventory)).impacts[0].value.mid

    with_them = total()
    page = arrive(client, client.post(address(authority, "footprint_factor_file_delete")))
    assert "facteurs.csv" in text(page)
    assert "Annuler" in text(page)
    without = total()
    assert without < with_them / 5
    arrive(client, client.post(address(authority, "footprint_factor_file_restore")))
    assert total() == with_them
    verbs = [
        each.verb
        for each in Entry.objects.of(authority).filter(urn__startswith="urn:jalons:factors")
    ]
    assert {"imported", "deleted", "restored"} <= set(verbs)


def test_an_inventory_that_does_not_choose_them_is_computed_without(client, authority):
    bring(client, authority)
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    latest = queries.latest_assessment(inventory)
    assert latest.own_factors is None
    assert not latest.factors_version.endswith("+own")


def test_makers_declarations_are_an_alternative_one_asks_for(client, authority):
    assess(client, authority, makers="on")
    latest = queries.latest_assessment(InventoryFile.objects.of(authority).get())
    assert latest.factors_version.endswith("+makers")
    factor = (
        queries.assessment_of(latest).trace("monitor", "manufacturing", "climate_change").factor
    )
    assert factor.spread.value == 333.3
    assert factor.source.licence == "ODbL-1.0"


def test_wrong_headings_are_refused_with_the_reason(client, authority):
    page = bring(client, authority, b"a;b;c\n1;2;3\n")
    assert "n’a pas pu être lu" in text(page)
    assert brought(authority).state == OwnFactorFile.State.REFUSED
    assert not factor_packs.usable_files(authority)


def test_a_file_in_cp1252_is_read(client, authority):
    row = "portable-é;FABRICATION;Climate change;Ordinateur portable;;;France;7531,37;Item;Étude"
    bring(client, authority, table(row).decode().encode("cp1252"))
    assert brought(authority).outcome["used"] == 1


def test_a_key_given_twice_is_told_and_the_first_is_kept(client, authority):
    twice = ROWS[0].replace("7531.37", "9999")
    page = bring(client, authority, table(ROWS[0], twice))
    assert "donnée deux fois" in text(page)
    pack = factor_packs.overlay(brought(authority)).pack
    assert pack.factors["laptop", "manufacturing", "climate_change"].spread.value == 7531.37


def test_an_unknown_criterion_without_unit_is_refused(client, authority):
    page = bring(
        client, authority, table(ROWS[0], "ref-1;FABRICATION;Bonheur;Laptop;;;France;4;;X")
    )
    assert "aucune unité n’est donnée" in text(page)


def test_a_reader_reads_and_changes_nothing(client, reader, authority):
    bring(client, authority)
    assert reader.get(address(authority, "footprint_factor_file")).status_code == 200
    assert reader.post(address(authority, "footprint_factor_file_delete")).status_code == 403
    assert reader.post(address(authority, "footprint_factor_file_edit"), {}).status_code == 403


def test_another_authority_sees_nothing_of_it(client, authority):
    bring(client, authority)
    other = make_authority("200000002", "Autre")
    browser = client_of(other, Role.CONTRIBUTOR)
    pk = brought(authority).pk
    assert browser.get(reverse("footprint_factor_file", args=[other.slug, pk])).status_code == 404
    assert not factor_packs.usable_files(other)


def test_thirty_days_after_its_deletion_the_file_itself_is_erased(
    client, authority, django_capture_on_commit_callbacks
):
    bring(client, authority)
    path = brought(authority).file.path
    arrive(client, client.post(address(authority, "footprint_factor_file_delete")))
    now = timezone.now()
    for days, there in ((29, True), (31, False)):
        with django_capture_on_commit_callbacks(execute=True):
            purge(now=now + timedelta(days=days))
        assert Path(path).exists() is there
    assert not OwnFactorFile.objects.of(authority).exists()


def test_a_change_of_terms_is_undone_and_computed_again(client, authority):
    using(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    trace = reverse("footprint_trace", args=[authority.slug, inventory.pk, "laptop"])
    form = {"licence": "Etalab 2.0", "shown": "on"}
    page = arrive(client, client.post(address(authority, "footprint_factor_file_edit"), form))
    assert MASKED not in text(client.get(trace))
    undo = re.search(r'action="([^"]*/annuler/[^"]*)"', page.content.decode())[1]
    arrive(client, client.post(undo))
    assert MASKED in text(client.get(trace))
    assert brought(authority).shown is False
