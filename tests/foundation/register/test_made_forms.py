"""Forms and filters that are only fields, made in one line."""

import pytest
from django.utils.datastructures import MultiValueDict

from factories.authorities import make_authority
from jalons.catalogue.web.charters.models import Charter, DataClause
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.duties.models import DutyAnswer, all_duties
from jalons.foundation.design.fields import AmountField
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.forms import Section, form_of
from jalons.foundation.register.writer import write
from jalons.reuse.web.devices.models import Device

pytestmark = pytest.mark.django_db


class Euros(AmountField):
    """A field of its own kind."""


def test_a_form_has_the_fields_of_its_sections_in_their_order_some_of_another_kind():
    town = make_authority("ville", "Ville")
    sections = (Section("What", ("label", "kind")), Section("Worth", ("price",)))
    form = form_of(Device, sections=sections, price=Euros)(instance=Device(authority=town))
    assert [(title, [each.name for each in fields]) for title, fields in form.in_sections()] == [
        ("What", ["label", "kind"]), ("Worth", ["price"]),
    ]  # fmt: skip
    assert type(form.fields["price"]) is Euros
    assert list(form_of(Device, "tag")(instance=Device(authority=town)).fields) == ["tag"]


def test_a_filter_narrows_by_the_name_an_address_gives_and_refuses_what_it_does_not_know():
    town = make_authority("ville", "Ville")
    for label, kind in (("PC", "laptop"), ("Écran", "monitor")):
        write(town, None, [(Device(authority=town), {"label": label, "kind": kind})])
    made = filter_of(Device, "state", genre="kind")

    def found(**sent):
        values = MultiValueDict({name: [value] for name, value in sent.items()})
        wanted = made(values, Device.objects.of(town), authority=town)
        return sorted(each.label for each in wanted.found())

    assert found(genre="monitor") == ["Écran"]
    assert found(state="in_use") == ["PC", "Écran"]
    assert found(genre="anything") == []
    assert [str(each.label) for each in made({}, Device.objects.of(town), authority=town)
            .form.fields.values()] == ["État", "Type"]  # fmt: skip


def test_records_too_many_for_a_list_are_chosen_by_their_names():
    town = make_authority("ville", "Ville")
    rows = [(Dataset(authority=town), {"name": f"Relevé {n}"}) for n in range(98)]
    twins = [(Dataset(authority=town), {"name": "Arbres"}) for _n in range(2)]
    write(town, None, [*rows, *twins])
    charter, clause = Charter(authority=town), DataClause(authority=town)
    bound = rows[7][0]
    values = {"charter": charter, "name": "Propriété", "datasets": [bound]}
    write(town, None, [(charter, {"name": "Charte"}), (clause, values)])
    made = form_of(DataClause, "name", "datasets")
    assert len(made(instance=clause.latest()).fields["datasets"].choices) == 100
    write(town, None, [(Dataset(authority=town), {"name": "Pistes cyclables"})])

    def sent(text, before="Relevé 7"):
        data = {"name": "Propriété", "initial-name": "Propriété", "datasets": text,
                "initial-datasets": before}  # fmt: skip
        form = made(data, instance=clause.latest())
        return form, form.is_valid()

    form = made(instance=clause.latest())
    assert form["datasets"].value() == "Relevé 7"
    assert 'name="initial-datasets"' in str(form["datasets"].as_field_group())
    form, sound = sent("Relevé 7\r\npiste cyclable\r\n\r\nArbres (2)")
    assert sound, form.errors
    names = [each.name for each in form.cleaned_data["datasets"]]
    assert names == ["Relevé 7", "Pistes cyclables", "Arbres"]
    both = sent("Arbres\nArbres (2)")[0].cleaned_data["datasets"]
    assert {each.pk for each in both} == {each.pk for each, _values in twins}
    write(town, None, [(clause, form.values())])
    assert clause.latest().datasets.count() == 3
    form, sound = sent("relevé 9\nRELEVES 9\nparc")
    assert not sound
    refused = " ".join(form.errors["datasets"])
    assert "«\u202fRELEVES 9\u202f» peut être\u202f: Relevé 9 · Relevé 90 · Relevé 91" in refused
    assert "relevé 9" not in refused
    assert "et 1 autre" in refused
    assert "Rien ne s’appelle «\u202fparc\u202f»" in refused
    assert "relevé 9" in str(form["datasets"])  # what was typed stays
    form, sound = sent("Relevé 7", before="Relevé 7")  # untouched: another person's change stays
    assert len(form.cleaned_data["datasets"]) == 3
    answer = form_of(DutyAnswer, "duty", "dataset")
    data = {"duty": all_duties()[0].id, "dataset": "PISTES"}
    form = answer(data, instance=DutyAnswer(authority=town))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["dataset"].name == "Pistes cyclables"
    form = answer({**data, "dataset": ""}, instance=DutyAnswer(authority=town))
    assert form.is_valid()
    assert form.cleaned_data["dataset"] is None
