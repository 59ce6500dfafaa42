from django.urls import URLPattern, URLResolver, path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.places import views
from jalons.inclusion.web.places.register import places, places_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("a-corriger/", heavy(views.checks), name="mediation_place_checks"),
    path("doublons/", heavy(views.doubles), name="mediation_place_doubles"),
    path("schema.csv", views.schema_csv, name="mediation_place_schema"),
    *import_urls(places_file),
    *urls_of(places, list=views.listing, record=views.place),
]
