from django.urls import path

from jalons.foundation.register.documents import document_of
from jalons.foundation.register.urls import urls_of
from jalons.participation.web.positions import views
from jalons.participation.web.positions.register import positions
from jalons.participation.web.positions.sheets import document

urlpatterns = [
    path("recus/", views.received, name="position_received"),
    path("recus/fichier/", views.receive, name="position_receive"),
    path("ancienne/", views.former, name="position_former"),
    path("<uuid:pk>/amendements/", views.amendments, name="position_amendments"),
    path("<uuid:pk>/amender/<uuid:section>/", views.amend, name="position_amend"),
    path("<uuid:pk>/avis/<uuid:amendment>/", views.opine, name="position_opine"),
    path("<uuid:pk>/decider/<uuid:section>/", views.decide, name="position_decide"),
    path("<uuid:pk>/signature/", views.sign, name="position_sign"),
    path("<uuid:pk>/versions/", views.versions, name="position_versions"),
    path("<uuid:pk>/envois.zip", views.parcels, name="position_parcels"),
    path("<uuid:pk>/texte.<slug:kind>", document_of(positions, document),
         name="position_document"),
    *urls_of(positions, record=views.page),
]  # fmt: skip
