"""Partner territories: a key is to compare before it is trusted, and each time it changes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jalons.foundation.accounts.models import Authority
from jalons.foundation.partners.actions import meet
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import is_trusted, key_of, partner_of, seed_of
from jalons.foundation.register.writer import move, write
from jalons.kernel import signing

pytestmark = pytest.mark.django_db
THEIRS = signing.public_key(b"v" * 32)


def test_a_key_is_trusted_only_once_somebody_compared_it(authority):
    found = meet(authority, None, "Roche-sur-Loue", THEIRS)
    assert not is_trusted(authority, THEIRS)
    assert meet(authority, None, "A name of its own", THEIRS) == found
    move(None, found, "trust")
    assert is_trusted(authority, THEIRS)
    assert found.latest().trusted_on is not None
    move(None, found.latest(), "doubt")
    assert not is_trusted(authority, THEIRS)
    assert found.latest().trusted_on is None


def test_another_key_of_the_same_territory_is_to_compare_again(authority):
    found = meet(authority, None, "Roche-sur-Loue", THEIRS)
    move(None, found, "trust")
    other = signing.public_key(b"w" * 32)
    write(authority, None, [(found.latest(), {"key": other})])
    assert found.latest().state == PartnerTerritory.State.MET
    assert not is_trusted(authority, other)


def test_a_territory_that_was_put_in_the_trash_is_no_longer_trusted(lead, authority):
    found = meet(authority, None, "Roche-sur-Loue", THEIRS)
    move(None, found, "trust")
    lead.post(reverse("partner_delete", args=[authority.slug, found.pk]))
    assert partner_of(authority, THEIRS) is None
    assert not is_trusted(authority, THEIRS)


def test_each_authority_has_a_key_of_its_own_and_reads_its_digits(lead, authority):
    other = Authority.objects.create(name="Roche", slug="roche")
    assert key_of(authority) == signing.public_key(seed_of(authority))
    assert key_of(authority) != key_of(other)
    page = lead.get(reverse("partner_list", args=[authority.slug])).content.decode()
    assert signing.fingerprint(key_of(authority)) in page


def test_what_is_no_key_is_refused_with_its_field(lead, authority):
    sent = {"name": "Roche", "key": "zz", "note": ""}
    page = lead.post(reverse("partner_new", args=[authority.slug]), sent).content.decode()
    assert 'value="zz"' in page  # what was typed is shown again
    assert not PartnerTerritory.objects.of(authority).exists()
