"""Roles, removals, invitations: what administrators do, and what cannot be undone by mistake."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts import actions
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import Invitation, Membership, Role, User
from jalons.foundation.journal.models import Entry

pytestmark = pytest.mark.django_db


def invite(administrator, authority, email="guest@example.org", role=Role.CONTRIBUTOR, now=None):
    return actions.invite(
        user=administrator,
        authority=authority,
        email=email,
        role=role,
        now=now or timezone.now(),
    )


def path_of(invitation):
    return links.invitation_path(invitation)


def test_the_last_administrator_cannot_leave_nor_step_down(administrator, colleague, authority):
    member = administrator.memberships.get()
    with pytest.raises(AccountsError) as refused:
        actions.remove_member(user=administrator, authority=authority, member=member.pk)
    assert refused.value.code == "last_administrator"
    with pytest.raises(AccountsError):
        actions.change_role(
            user=administrator, authority=authority, member=member.pk, role=Role.READER
        )
    member.refresh_from_db()
    assert member.role == Role.ADMINISTRATOR


def test_one_of_two_administrators_may_step_down(administrator, colleague, authority):
    other, mine = colleague.memberships.get(), administrator.memberships.get()
    actions.change_role(
        user=administrator, authority=authority, member=other.pk, role=Role.ADMINISTRATOR
    )
    actions.change_role(user=administrator, authority=authority, member=mine.pk, role=Role.READER)
    lines = Entry.objects.of(authority)
    assert [(line.label, line.before, line.after) for line in lines] == [
        ("Ada", {"role": "administrator"}, {"role": "reader"}),
        ("colleague@example.org", {"role": "contributor"}, {"role": "administrator"}),
    ]


def test_a_member_of_another_authority_is_out_of_reach(administrator, authority):
    other = make_authority("b", "B")
    theirs = member_of(other, Role.ADMINISTRATOR).memberships.get()
    with pytest.raises(AccountsError) as refused:
        actions.remove_member(user=administrator, authority=authority, member=theirs.pk)
    assert refused.value.code == "member_unknown"
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_the_page_explains_a_refusal(client, administrator, authority):
    client.force_login(administrator)
    member = administrator.memberships.get()
    page = client.post(
        f"/collectivite/{authority.slug}/membres/{member.pk}/retirer/", follow=True
    ).content.decode()
    assert "au moins un administrateur" in page


def test_an_invitation_is_accepted_once(client, administrator, authority):
    invitation = invite(administrator, authority)
    guest = User.objects.create_user("guest@example.org", "x")
    client.force_login(guest)
    assert client.get(path_of(invitation)).status_code == 200
    assert not guest.memberships.exists(), "a preview must not accept"
    assert client.post(path_of(invitation))["Location"] == f"/collectivite/{authority.slug}/"
    assert guest.memberships.get().role == Role.CONTRIBUTOR
    late = User.objects.create_user("late@example.org", "x")
    client.force_login(late)
    assert client.post(path_of(invitation)).status_code == 410
    assert not late.memberships.exists()


def test_an_anonymous_visitor_reads_an_invitation_and_is_led_to_an_account(
    client, administrator, authority
):
    invitation = invite(administrator, authority)
    page = client.get(path_of(invitation)).content.decode()
    assert "/compte/signup/?next=/invitation/" in page
    client.post(path_of(invitation))
    assert Invitation.objects.of(authority).get().accepted_at is None


@pytest.mark.parametrize("spoil", ["expired", "revoked", "forged", "cut"])
def test_a_spoilt_invitation_says_why(client, administrator, authority, spoil):
    invitation = invite(administrator, authority)
    path = path_of(invitation)
    if spoil == "expired":
        Invitation.objects.of(authority).update(expires_at=timezone.now() - timedelta(seconds=1))
    elif spoil == "revoked":
        actions.revoke_invitation(
            user=administrator, authority=authority, invitation=invitation.pk, now=timezone.now()
        )
    elif spoil == "forged":
        path = path.replace(str(invitation.pk), str(invitation.pk + 1), 1)
    else:
        path = path[:-5] + "/"
    guest = User.objects.create_user("guest@example.org", "x")
    client.force_login(guest)
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 410
    words = {"expired": "a expiré", "revoked": "a été retirée"}.get(spoil, "n’est pas valable")
    assert words in response.content.decode()
    assert not guest.memberships.exists()


def test_an_invitation_is_for_its_address_only(client, administrator, authority):
    invitation = invite(administrator, authority, role=Role.ADMINISTRATOR)
    other = User.objects.create_user("nobody@example.org", "x")
    EmailAddress.objects.create(user=other, email="guest@example.org", verified=False)
    client.force_login(other)
    page = client.get(path_of(invitation)).content.decode()
    assert "d’inviter nobody@example.org" in page
    assert "Accepter" not in page
    assert client.post(path_of(invitation)).status_code == 410
    assert not other.memberships.exists()
    client.post("/compte/logout/", {"next": path_of(invitation)})
    client.force_login(User.objects.create_user("Guest@example.org", "x"))
    assert client.post(path_of(invitation)).status_code == 302
    assert Invitation.objects.of(authority).get().accepted_by.email == "guest@example.org"


def test_inviting_again_replaces_the_waiting_link(client, administrator, authority):
    first = invite(administrator, authority)
    second = invite(administrator, authority, role=Role.LEAD)
    assert client.get(path_of(first)).status_code == 410
    assert client.get(path_of(second)).status_code == 200


def test_a_member_is_not_invited_twice(client, administrator, colleague, authority):
    client.force_login(administrator)
    response = client.post(
        f"/collectivite/{authority.slug}/membres/inviter/",
        {"email": "Colleague@example.org", "role": "reader"},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "déjà membre" in page
    assert 'value="Colleague@example.org"' in page, "what was typed stays in the form"


def test_accepting_a_lower_role_keeps_the_higher_one(administrator, authority):
    invitation = invite(administrator, authority, "ada@example.org", role=Role.READER)
    EmailAddress.objects.create(user=administrator, email="Ada@example.org", verified=True)
    actions.accept_invitation(
        user=administrator, token=links.invitation_token(invitation), now=timezone.now()
    )
    assert administrator.memberships.get().role == Role.ADMINISTRATOR


def test_the_link_is_shown_for_copying_without_a_mail_server(
    client, administrator, authority, mailoutbox
):
    client.force_login(administrator)
    page = client.post(
        f"/collectivite/{authority.slug}/membres/inviter/",
        {"email": "guest@example.org", "role": "reader"},
        follow=True,
    ).content.decode()
    invitation = Invitation.objects.of(authority).get()
    assert f"http://testserver{path_of(invitation)}" in page
    assert not mailoutbox


def test_the_invitation_leaves_by_mail_when_there_is_a_server(
    client, administrator, authority, mailoutbox, settings
):
    settings.OPTIONS = {**settings.OPTIONS, "MAIL_URL": "smtp://mail.example.org"}
    client.force_login(administrator)
    client.post(
        f"/collectivite/{authority.slug}/membres/inviter/",
        {"email": "guest@example.org", "role": "reader"},
    )
    (mail,) = mailoutbox
    assert mail.to == ["guest@example.org"]
    assert path_of(Invitation.objects.of(authority).get()) in mail.body
    assert "Vitré" in mail.subject


def test_a_reader_sees_the_members_but_no_link(client, administrator, colleague, authority):
    invitation = invite(administrator, authority)
    authority.memberships.filter(user=colleague).update(role=Role.READER)
    client.force_login(colleague)
    page = client.get(f"/collectivite/{authority.slug}/membres/").content.decode()
    assert "admin@example.org" in page
    assert path_of(invitation) not in page
    assert "<form" not in page.split("<main")[1]


def test_the_number_of_staff_is_kept_and_traced(client, administrator, authority):
    client.force_login(administrator)
    address = f"/collectivite/{authority.slug}/reglages/"
    assert client.post(address, {"staff": "453"}).status_code == 302
    authority.refresh_from_db()
    assert authority.staff == 453
    assert Entry.objects.of(authority).get().after == {"staff": 453}
    for wrong in ("-1", "0", "beaucoup", "1000000000"):
        response = client.post(address, {"staff": wrong})
        assert response.status_code == 422
        assert f'value="{wrong}"' in response.content.decode()
    client.post(address, {"staff": ""})
    authority.refresh_from_db()
    assert authority.staff is None
