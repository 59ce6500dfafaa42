"""Pages of one authority that leaves, under ``/collectivite/<slug>/``."""

from django.urls import path

from jalons.foundation.administration import own_views

urlpatterns = [
    path("partir/", own_views.leaving, name="leaving"),
    path("partir/exporter/", own_views.export, name="export_authority"),
    path("partir/fichier/", own_views.export_file, name="export_authority_file"),
    path("partir/supprimer/", own_views.set_aside, name="set_authority_aside"),
]
