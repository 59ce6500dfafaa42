"""What every register of every room does alike: rights, trash, undo, history, files."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from conformity.made import CHANGED, CHOSEN, changed, record, typed
from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.declaration import registers
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch, Change, written_fields
from jalons.foundation.register.pages import is_of
from jalons.foundation.register.writer import write

pytestmark = pytest.mark.django_db
EVERY = pytest.mark.parametrize("register", registers(), ids=lambda each: each.name)
MODELS = [model for each in registers() for model in (each.model, *(p.model for p in each.parts))]
# Those whose pages are their own (a board, a file being read, an alert, a sensor): their tests say
# what these pages do, and what is written through them is tested here like the rest.
OWN_PAGES = {
    "roadmap_action", "document_template", "footprint_inventory", "activity", "meter_alert",
    "received_item", "twin_silence",
}  # fmt: skip
# Those that no page shows alone: they are written together, on a page of questions or of figures.
WITHOUT_PAGES = {
    "diagnosis_answer", "diagnosis_profile", "territory_sheet", "queue_rules", "sharing",
}  # fmt: skip
ALONE = pytest.mark.parametrize(
    "register",
    [each for each in registers() if each.name not in WITHOUT_PAGES],
    ids=lambda each: each.name,
)
PAGED = pytest.mark.parametrize(
    "register",
    [each for each in registers() if each.name not in OWN_PAGES | WITHOUT_PAGES],
    ids=lambda each: each.name,
)
EVERY_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda each: each.__name__)


@pytest.fixture
def other():
    return make_authority("rennes", "Rennes")


def page(register, authority, name="", *args):
    stem = f"{register.name}_{name}" if name else register.name
    return reverse(stem, args=[authority.slug, *args])


def stored(found):
    return type(found).objects.of(found.authority).get(pk=found.pk)


def test_each_register_says_how_its_records_are_called():
    silent = [
        register.name
        for register in registers()
        if not isinstance(register.model._meta.verbose_name_plural, Promise)
    ]
    assert not silent


@PAGED
def test_a_reader_reads_and_writes_nothing(register, authority):
    found = record(register.model, authority)
    reader = client_of(authority, Role.READER)
    for name, args in (("list", ()), ("", (found.pk,)), ("history", (found.pk,)), ("trash", ())):
        assert reader.get(page(register, authority, name, *args)).status_code == 200, name
    assert reader.get(page(register, authority, "new")).status_code == 403
    for name in ("edit", "delete", "restore"):
        assert reader.post(page(register, authority, name, found.pk)).status_code == 403, name
    assert stored(found).deleted_at is None


@ALONE
def test_strangers_learn_nothing_of_a_record(register, authority, other):
    found = record(register.model, authority)
    stranger = client_of(other, Role.ADMINISTRATOR)
    for name in ("", "edit", "history"):
        assert stranger.get(page(register, authority, name, found.pk)).status_code == 404, name
        assert stranger.get(page(register, other, name, found.pk)).status_code == 404, name
    for name in ("delete", "restore"):
        assert stranger.post(page(register, other, name, found.pk)).status_code == 404, name
    assert str(found) not in stranger.get(page(register, other, "list")).content.decode()


@PAGED
def test_a_record_goes_to_the_trash_and_comes_back(register, authority):
    found = record(register.model, authority)
    admin = client_of(authority, Role.ADMINISTRATOR)
    gone = admin.post(page(register, authority, "delete", found.pk))
    assert stored(found).deleted_at is not None
    assert (
        page(register, authority, "undo", Batch.objects.of(authority)[0].pk)
        in admin.get(gone.url).content.decode()
    )
    assert admin.get(page(register, authority, "", found.pk)).status_code == 410
    bin_page = admin.get(page(register, authority, "trash")).content.decode()
    assert page(register, authority, "restore", found.pk) in bin_page
    assert admin.post(page(register, authority, "restore", found.pk)).status_code == 302
    assert stored(found).deleted_at is None
    assert admin.get(page(register, authority, "", found.pk)).status_code == 200


@EVERY
def test_an_act_is_undone_from_the_page_that_follows_it(register, authority):
    found = record(register.model, authority)
    admin = client_of(authority, Role.ADMINISTRATOR)
    batch = write(authority, None, [(stored(found), changed(found))])
    url = page(register, authority, "undo", batch.pk)
    assert admin.post(url).status_code == 302
    assert stored(found).version == 3
    name = next(iter(changed(found)))
    assert getattr(stored(found), name) == getattr(found, name)


def test_an_act_is_undone_through_its_own_register_only(authority):
    admin = client_of(authority, Role.ADMINISTRATOR)
    acts = {}
    for register in registers():
        found = record(register.model, authority)
        acts[register.name] = found, write(authority, None, [(stored(found), changed(found))])
    batches = Batch.objects.of(authority).prefetch_related("changes").in_bulk()
    for register in registers():
        owned = [name for name, (_, act) in acts.items() if is_of(register, batches[act.pk])]
        assert owned == [register.name]
    others = [*registers()[1:], registers()[0]]
    for register, other in zip(registers(), others, strict=True):
        found, batch = acts[other.name]
        url = page(register, authority, "undo", batch.pk)
        assert admin.post(url).status_code == 404, url
        assert stored(found).version == 2


@EVERY
def test_the_act_of_somebody_else_is_undone_by_who_may_delete_only(register, authority):
    found = record(register.model, authority)
    batch = write(authority, None, [(stored(found), changed(found))])
    for role in (Role.READER, Role.CONTRIBUTOR, Role.LEAD):
        if not role.allows(register.delete):
            client = client_of(authority, role)
            assert client.post(page(register, authority, "undo", batch.pk)).status_code == 403
    assert stored(found).version == 2


@EVERY_MODEL
def test_what_somebody_changed_since_is_never_overwritten_by_an_undo(model, authority):
    found = record(model, authority)
    values = _values(model, found)
    batch = write(authority, None, [(stored(found), values)])
    again = _values(model, stored(found))
    write(authority, None, [(stored(found), again)])
    done = writer.undo(authority, None, batch)
    assert (done.restored, len(done.changed_since)) == (0, 1)


def _values(model, found):
    """Another value for a text, a number or a choice of a record or of a line."""
    if model in CHANGED:
        return CHANGED[model]()
    skip = {"deleted_at"} | CHOSEN.get(model, set())
    for field in written_fields(model):
        value = getattr(found, field.name, None)
        if field.name in skip or field.is_relation:
            continue
        if field.choices:
            return {field.name: next(c for c, _l in field.flatchoices if c != value)}
        if isinstance(field, models.CharField | models.TextField) and "://" not in value:
            return {field.name: f"{value} bis"}
        if isinstance(field, models.FloatField | models.IntegerField):
            return {field.name: (value or 0) + 1}
    raise LookupError(model)


@EVERY_MODEL
def test_no_link_leads_to_another_authority(model, authority, other):
    found = record(model, authority)
    for field in written_fields(model):
        target = field.related_model
        if target is None or not any(each.name == "authority" for each in target._meta.fields):
            continue
        if not hasattr(target, "urn_kind"):
            continue
        theirs = record(target, other)
        value = [theirs.pk] if field.many_to_many else theirs.pk
        with pytest.raises(RegisterError):
            write(authority, None, [(stored(found), {field.name: value})])


@EVERY
def test_forms_offer_the_choices_of_their_authority_only(register, authority, other):
    for model, form in (
        (register.model, register.form),
        *((p.model, p.form) for p in register.parts),
    ):
        theirs = record(model, other)
        mine = record(model, authority)
        shown = form(instance=mine)
        for name, field in shown.fields.items():
            if hasattr(field, "queryset"):
                rows = field.queryset
                owned = any(each.name == "authority" for each in rows.model._meta.fields)
                assert not owned or set(rows) <= set(living(rows.model, authority)), name
        if isinstance(theirs.pk, UUID):
            assert str(theirs.pk) not in shown.as_p()


@PAGED
def test_two_people_on_one_record_both_keep_what_they_wrote(register, authority):
    found = record(register.model, authority)
    admin = client_of(authority, Role.ADMINISTRATOR)
    form = register.form(instance=stored(found))
    mine = typed(form)
    values = changed(found)
    write(authority, None, [(stored(found), values)])
    answer = admin.post(page(register, authority, "edit", found.pk), mine)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    name, value = next(iter(values.items()))
    assert getattr(stored(found), name) == value  # left alone by the second, kept as stored


@EVERY
def test_the_history_says_who_changed_what_in_words(register, authority):
    found = record(register.model, authority)
    values = changed(found)
    write(authority, None, [(stored(found), values)])
    line = Entry.objects.of(authority).filter(urn=str(found.urn)).first()
    named = {name.lower() for name, _before, _after in line.changes}
    field = register.model._meta.get_field(next(iter(values)))
    assert str(field.verbose_name).lower() in named
    if register.name in WITHOUT_PAGES:
        return
    admin = client_of(authority, Role.ADMINISTRATOR)
    text = admin.get(page(register, authority, "history", found.pk)).content.decode()
    assert str(field.verbose_name).lower() in text.lower()


@PAGED
def test_the_list_leaves_as_a_file_with_its_rows(register, authority):
    found = [record(register.model, authority, number) for number in (1, 2)]
    reader = client_of(authority, Role.READER)
    answer = reader.get(page(register, authority, "export", "csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 1 + len(found)
    xlsx = reader.get(page(register, authority, "export", "xlsx"))
    assert xlsx.content[:2] == b"PK"
    assert reader.get(page(register, authority, "export", "exe")).status_code == 404


@PAGED
def test_searching_finds_words_whatever_their_accents_and_order(register, authority):
    if not register.list.search:
        pytest.skip("this list searches nothing")
    found = record(register.model, authority)
    name = register.list.search[0]
    write(authority, None, [(stored(found), {name: "École élémentaire du Bois"})])
    record(register.model, authority, 2)
    reader = client_of(authority, Role.READER)
    url = page(register, authority, "list")
    assert len(reader.get(url, {"q": "bois ECOLE"}).context["page"]) == 1
    assert len(reader.get(url, {"q": "100% bois"}).context["page"]) == 0


@EVERY
def test_several_records_change_together_and_are_undone_together(register, authority):
    if not register.list.bulk:
        pytest.skip("this list changes one record at a time")
    found = [record(register.model, authority, number) for number in (1, 2)]
    admin = client_of(authority, Role.ADMINISTRATOR)
    url = page(register, authority, "bulk")
    keys = [str(each.pk) for each in found]
    name = register.list.bulk[0]
    data = {"pk": keys, "do": [name], name: _new_value(register, name, found[0])}
    before = [getattr(each, name) for each in found]
    seen = admin.post(url, data | {"step": "preview"})
    assert seen.status_code == 200, seen.content.decode()[:2000]
    assert [getattr(stored(each), name) for each in found] == before
    done = admin.post(url, data | {"step": "apply"})
    assert done.status_code == 302
    assert [getattr(stored(each), name) for each in found] != before
    batch = Batch.objects.of(authority).first()
    admin.post(page(register, authority, "undo", batch.pk))
    assert [getattr(stored(each), name) for each in found] == before
    assert admin.post(url, {}).status_code == 422


def _new_value(register, name, found):
    field = register.model._meta.get_field(name)
    if field.choices:
        return next(code for code, _label in field.flatchoices if code != getattr(found, name))
    return "Autre valeur"


@PAGED
def test_private_fields_stay_out_of_the_log_the_journal_and_files(register, authority):
    reader = client_of(authority, Role.READER)
    for name in register.private:
        found = record(register.model, authority)
        write(authority, None, [(stored(found), {name: "secret-42"})])
        lines = [*Change.objects.of(authority), *Entry.objects.of(authority)]
        assert not any("secret-42" in f"{each.before}{each.after}" for each in lines)
        answer = reader.get(page(register, authority, "export", "csv"))
        assert b"secret-42" not in b"".join(answer.streaming_content)


def test_what_was_deleted_is_erased_after_thirty_days(authority):
    deleted = {model: record(model, authority) for model in MODELS}
    for model, found in deleted.items():
        if model.objects.of(authority).filter(pk=found.pk, deleted_at=None).exists():
            writer.delete(authority, None, [stored(found)])
    writer.purge(now=timezone.now() + timedelta(days=31))
    left = [
        model.__name__
        for model, found in deleted.items()
        if model.objects.of(authority).filter(pk=found.pk).exists()
    ]
    assert left == []


def test_every_record_goes_with_its_authority(authority):
    for model in MODELS:
        record(model, authority)
    assert [model.__name__ for model in MODELS if not model.unscoped.exists()] == []
    authority.delete()
    assert [model.__name__ for model in MODELS if model.unscoped.exists()] == []
    assert not Batch.unscoped.exists()


@EVERY_MODEL
def test_an_empty_record_is_refused_not_stored(model, authority):
    needed = [
        field.name
        for field in written_fields(model)
        if not (field.blank or field.has_default() or field.null) and not field.is_relation
    ]
    if not needed:
        pytest.skip("nothing of it is needed")
    made = record(model, authority)
    field = model._meta.get_field(needed[0])
    empty = "" if isinstance(field, models.CharField | models.TextField) else None
    with pytest.raises(ValidationError):
        write(authority, None, [(stored(made), {needed[0]: empty})])
