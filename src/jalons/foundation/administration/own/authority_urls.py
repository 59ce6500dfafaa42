"""Pages of one authority that leaves, under ``/collectivite/<slug>/``."""

from django.urls import path

from jalons.foundation.administration.own import views

urlpatterns = [
    path("partir/", views.leaving, name="leaving"),
    path("partir/exporter/", views.export, name="export_authority"),
    path("partir/fichier/", views.export_file, name="export_authority_file"),
    path("partir/supprimer/", views.set_aside, name="set_authority_aside"),
]
