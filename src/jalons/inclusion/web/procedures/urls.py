from django.urls import path

from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.procedures import views
from jalons.inclusion.web.procedures.register import procedures, procedures_file

urlpatterns = [
    path("manques/", views.gaps, name="procedure_gaps"),
    path("usuelles/", views.usual, name="procedure_usual"),
    path("voie-commune/", views.shared, name="procedure_shared"),
    *import_urls(procedures_file),
    *urls_of(procedures, list=views.listing, record=views.record),
]
