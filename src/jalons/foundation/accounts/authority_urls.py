"""Pages of one authority, under ``/collectivite/<slug>/``."""

from django.urls import path

from jalons.foundation.accounts import views
from jalons.foundation.accounts.files import files_views
from jalons.foundation.accounts.sign_up import standing_views

urlpatterns = [
    path("membres/", views.members, name="members"),
    path("membres/inviter/", views.invite, name="invite"),
    path("membres/<int:member>/role/", views.change_role, name="change_role"),
    path("membres/<int:member>/retirer/", views.remove_member, name="remove_member"),
    path(
        "invitations/<int:invitation>/retirer/", views.revoke_invitation, name="revoke_invitation"
    ),
    path("approbation/", standing_views.approval, name="approval"),
    path("approbation/preuve/", standing_views.prove, name="approval_by_proof"),
    path("fichiers/", files_views.stored_files, name="stored_files"),
    path("fichiers/vider/", files_views.empty_trash, name="empty_trash"),
    path("reglages/", views.authority_settings, name="authority_settings"),
]
