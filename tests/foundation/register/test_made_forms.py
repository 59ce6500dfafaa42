"""Forms and filters that are only fields, made in one line."""

import pytest
from django.utils.datastructures import MultiValueDict

from factories.authorities import make_authority
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
