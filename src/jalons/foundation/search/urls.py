"""The page of results, under ``/collectivite/<slug>/``."""

from django.urls import path

from jalons.foundation.search import views

urlpatterns = [path("recherche/", views.results, name="search")]
