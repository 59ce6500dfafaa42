from django.urls import path

from jalons.strategy.web.actors import exchange_views, views

ACTOR = "<uuid:pk>/"
INVITATION = f"{ACTOR}invitations/<int:part>/"

urlpatterns = [
    path("", views.overview, name="actors"),
    path("nouveau/", views.new, name="actor_new"),
    path("partenaires-des-actions/", views.proposals, name="actors_proposed"),
    path("importer/", exchange_views.bring, name="actors_import"),
    path("importer/annuler/", exchange_views.take_back, name="actors_import_undo"),
    path("exporter/", exchange_views.export, name="actors_export"),
    path("supprimes/", views.bin_, name="actors_deleted"),
    path(ACTOR, views.actor, name="actor"),
    path(f"{ACTOR}modifier/", views.edit, name="actor_edit"),
    path(f"{ACTOR}historique/", views.history, name="actor_history"),
    path(f"{ACTOR}supprimer/", views.delete, name="actor_delete"),
    path(f"{ACTOR}restaurer/", views.restore, name="actor_restore"),
    path(f"{ACTOR}invitations/nouvelle/", views.new_invitation, name="actor_invitation_new"),
    path(INVITATION, views.invitation, name="actor_invitation"),
    path(f"{INVITATION}supprimer/", views.delete_invitation, name="actor_invitation_delete"),
]  # fmt: skip
