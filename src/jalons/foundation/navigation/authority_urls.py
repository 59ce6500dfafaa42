"""The hubs of an authority."""

from django.urls import path

from jalons.foundation.navigation.places import HUBS
from jalons.foundation.navigation.views import hub

urlpatterns = [path(place, hub, {"verb": verb}, name=f"hub_{verb}") for verb, place in HUBS.items()]
