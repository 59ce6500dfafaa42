"""The public pages: an address each, for everybody."""

from django.urls import path

from jalons.foundation.publishing.addresses import INDEX
from jalons.foundation.publishing.public import views as public_views

urlpatterns = [
    path("territoires-publics/", public_views.territories, name="public_territories"),
    path("public/<slug:slug>/", public_views.part, {"name": INDEX}, name="public_page"),
    path("public/<slug:slug>/donnees/<str:name>", public_views.data, name="public_data"),
    path(
        "public/<slug:slug>/documents/<uuid:pk>.<slug:kind>",
        public_views.document,
        name="public_document",
    ),
    path("public/<slug:slug>/<slug:name>/", public_views.part, name="public_part"),
]
