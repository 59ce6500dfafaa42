"""The hubs of an authority, and the help that keeps one where one is."""

from django.urls import path

from jalons.foundation.navigation import help_views
from jalons.foundation.navigation.places import HUBS
from jalons.foundation.navigation.views import hub

urlpatterns = [
    *(path(place, hub, {"verb": verb}, name=f"hub_{verb}") for verb, place in HUBS.items()),
    path("aide/", help_views.authority_help, name="authority_help"),
    path("aide/<slug:name>/", help_views.authority_guide, name="authority_guide"),
    path("glossaire/", help_views.authority_glossary, name="authority_glossary"),
]
