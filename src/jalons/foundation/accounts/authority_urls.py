"""Pages of one authority, under ``/collectivite/<slug>/``."""

from django.urls import path

from jalons.foundation.accounts import views

urlpatterns = [
    path("membres/", views.members, name="members"),
    path("membres/inviter/", views.invite, name="invite"),
    path("membres/<int:member>/role/", views.change_role, name="change_role"),
    path("membres/<int:member>/retirer/", views.remove_member, name="remove_member"),
    path(
        "invitations/<int:invitation>/retirer/", views.revoke_invitation, name="revoke_invitation"
    ),
    path("reglages/", views.authority_settings, name="authority_settings"),
]
