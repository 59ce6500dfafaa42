"""The meters of the twin, as other rooms read them: powers as kWh, degrees, indexes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import member_of
from jalons.kernel import Urn
from jalons.kernel.contracts import meter_reader
from jalons.twin.web.demo import heat, sensors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]


def test_powers_and_degrees_are_meters_and_only_observed_hours_are_read(authority):
    now = timezone.now()
    sensors.fill(authority=authority, user=member_of(authority, "lead"), now=now)
    known = meter_reader().meters(authority.urn)
    kinds = {(each.quantity, each.unit) for each in known}
    assert kinds == {("electricity", "kWh"), ("temperature", "°C")}
    power = next(each for each in known if each.quantity == "electricity")
    read = meter_reader().hours(authority.urn, power.key, now - timedelta(days=2), now)
    assert 22 <= len(read) <= 25, "observed every two hours: the others are unknown"
    assert all(when.minute == 0 and 30 < value < 90 for when, value in read)
    assert [when for when, _value in read] == sorted(when for when, _value in read)


def test_an_index_read_once_a_month_says_no_hour(authority):
    now = timezone.now()
    heat.fill(authority=authority, user=member_of(authority, "lead"), now=now)
    known = {each.quantity: each for each in meter_reader().meters(authority.urn)}
    assert known["heat"].unit == "kWh"
    since = now - timedelta(days=400)
    assert meter_reader().hours(authority.urn, known["heat"].key, since, now) == []


def test_what_the_twin_does_not_have_is_empty(authority):
    now = timezone.now()
    reader = meter_reader()
    assert list(reader.meters(Urn("authority", "nulle-part"))) == []
    for key in ("", "urn:ngsi-ld:Rien:1", "urn:ngsi-ld:Rien:1|https://example.org/power"):
        assert list(reader.hours(authority.urn, key, now - timedelta(days=1), now)) == []
