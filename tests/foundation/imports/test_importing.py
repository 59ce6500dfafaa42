"""A list brought into a register: seen first, stored as one act, taken back, brought again."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.imports import actions
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.twin.web.cases.models import TwinCase

pytestmark = pytest.mark.django_db
LIST = """Usages 2026

Nom;Objet;Service
Éteindre;Choisir les rues;Voirie
Chauffer moins;Choisir les salles;
"""


def url(name, *args):
    return reverse(f"twin_case_import{name}", args=["vitre", *args])


def bring(contributor, content, name="usages.csv"):
    content = content.encode() if isinstance(content, str) else content
    return contributor.post(url(""), {"file": SimpleUploadedFile(name, content)})


def seen(contributor, content, name="usages.csv"):
    answer = bring(contributor, content, name)
    assert answer.status_code == 302, answer.content.decode()
    page = contributor.get(answer.url)
    return answer.url, page


def apply(contributor, address, page):
    data = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    answer = contributor.post(address, data | {"step": "apply"})
    Worker().run_pending()
    return answer


def names(authority):
    return {each.name: each for each in TwinCase.objects.of(authority).filter(deleted_at=None)}


def test_a_list_is_seen_stored_and_taken_back_as_one_act(authority, contributor):
    address, page = seen(contributor, LIST)
    assert "2 lignes seraient enregistrées" in page.content.decode()
    assert "Nouvelles : 2. Déjà ainsi : 0." in page.content.decode().replace("\u202f", " ")
    assert not names(authority)  # nothing is stored yet
    apply(contributor, address, page)
    found = names(authority)
    assert found.keys() == {"Éteindre", "Chauffer moins"}
    assert (found["Éteindre"].purpose, found["Éteindre"].department) == (
        "Choisir les rues", "Voirie",
    )  # fmt: skip
    done = contributor.get(address + "resultat/").content.decode()
    assert "2 lignes sont enregistrées" in done
    batch = Batch.objects.of(authority).get()
    assert batch.label == "usages.csv"
    contributor.post(reverse("twin_case_undo", args=["vitre", batch.pk]))
    assert not names(authority)


def test_the_same_list_again_changes_nothing_and_a_blank_cell_erases_nothing(
    authority, contributor
):
    address, page = seen(contributor, LIST)
    apply(contributor, address, page)
    _address, page = seen(contributor, LIST.replace(";Voirie", ";"))
    assert page.context["outcome"]["stored"] == 0
    assert page.context["outcome"]["same"] == 2
    assert names(authority)["Éteindre"].department == "Voirie"


def test_a_row_about_a_known_record_changes_it_and_keeps_its_other_fields(authority, contributor):
    address, page = seen(contributor, LIST)
    apply(contributor, address, page)
    address, page = seen(contributor, "nom;objet\néteindre;Dire ce qu’on économise\n")
    assert page.context["outcome"] | {"refused": []} == {
        "rows": 1, "stored": 1, "created": 0, "same": 0, "refused_count": 0, "refused": [],
    }  # fmt: skip
    apply(contributor, address, page)
    found = names(authority)
    assert len(found) == 2
    assert found["éteindre"].purpose == "Dire ce qu’on économise"
    assert found["éteindre"].department == "Voirie"


def test_rows_that_cannot_be_read_are_listed_with_their_reason_and_the_others_stored(
    authority, contributor
):
    text = LIST + "Éteindre;Encore;\nSans but;;\nTotal;;\n"
    address, page = seen(contributor, text)
    whys = " ".join(why for _row, _name, why in page.context["outcome"]["refused"])
    assert page.context["outcome"]["refused_count"] == 3
    assert "déjà dans une ligne au-dessus" in whys
    apply(contributor, address, page)
    assert names(authority).keys() == {"Éteindre", "Chauffer moins"}


def test_a_preview_is_computed_once_until_something_is_written(authority, contributor):
    address, _page = seen(contributor, LIST)

    def written(connection):
        with CaptureQueriesContext(connection) as found:
            page = contributor.get(address)
        return page, any("INSERT" in each["sql"] for each in found.captured_queries)

    assert written(connection)[1] is False
    made = TwinCase(authority=authority)
    write(authority, None, [(made, {"name": "Éteindre", "purpose": "-"})])
    page, again = written(connection)
    assert again
    assert page.context["outcome"]["created"] == 1


def test_a_name_that_several_records_bear_is_never_guessed(authority, contributor):
    for department in ("Voirie", "Sports"):
        made = TwinCase(authority=authority)
        values = {"name": "Éteindre", "purpose": "-", "department": department}
        write(authority, None, [(made, values)])
    _address, page = seen(contributor, LIST)
    [(_row, name, why)] = page.context["outcome"]["refused"]
    assert name == "Éteindre"
    assert "désigne plusieurs" in why


def test_a_heading_written_twice_is_asked_and_never_chosen(authority, contributor):
    _address, page = seen(contributor, "Nom;Nom;Objet\nÉteindre;Allumer;Choisir\n")
    assert page.context["trouble"] or page.context["outcome"]["stored"] == 0


def test_a_heading_only_like_a_known_one_waits_for_a_person(authority, contributor):
    address, page = seen(contributor, "Nom;Objett\nÉteindre;Choisir\n")
    text = page.content.decode()
    assert "Proposé" in text
    assert "Dites ce que contient chaque colonne" in text  # the purpose is needed
    data = {"name": "Nom", "purpose": "Objett", "department": "", "whatif": "", "step": "apply"}
    assert contributor.post(address, data).url == address  # what was not seen is not stored
    assert not names(authority)
    apply(contributor, address, contributor.get(address))
    assert names(authority)["Éteindre"].purpose == "Choisir"


def test_a_workbook_is_read_like_a_text(authority, contributor):
    book = openpyxl.Workbook()
    for row in (("Nom", "Objet"), ("Éteindre", "Choisir"), ("=1+1", "Rien")):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    address, page = seen(contributor, target.getvalue(), "usages.xlsx")
    apply(contributor, address, page)
    assert "Éteindre" in names(authority)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04 bad"),
        ("a.pdf", b"%PDF-1.7"),
        ("b.csv", b"Nom\n"),
    ],
)
def test_a_file_that_holds_no_list_is_refused_in_words(authority, contributor, name, content):
    answer = bring(contributor, content, name)
    assert answer.status_code == 422
    assert not ImportFile.objects.of(authority).exists()


def test_readers_and_strangers_bring_nothing(authority):
    other = make_authority("rennes", "Rennes")
    for place, role, status in ((authority, Role.READER, 403), (other, Role.LEAD, 404)):
        client = client_of(place, role)
        assert client.get(url("")).status_code == status
        assert bring(client, LIST).status_code == status


def test_a_file_is_of_its_register_and_authority_only(authority, contributor):
    address, _page = seen(contributor, LIST)
    pk = ImportFile.objects.of(authority).get().pk
    other = make_authority("rennes", "Rennes")
    client = client_of(other, Role.LEAD)
    assert client.get(address.replace("vitre", "rennes")).status_code == 404
    assert pk


def test_a_file_is_erased_once_applied_and_after_thirty_days(authority, contributor):
    address, page = seen(contributor, LIST)
    seen(contributor, LIST)
    apply(contributor, address, page)
    sizes = sorted(len(bytes(each.content)) for each in ImportFile.objects.of(authority))
    assert sizes[0] == 0 < sizes[1]
    actions.purge(now=timezone.now() + timedelta(days=31))
    assert not ImportFile.objects.of(authority).exists()
