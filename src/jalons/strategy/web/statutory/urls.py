from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.strategy.web.statutory import download_views, views
from jalons.strategy.web.statutory.register import documents, templates

ONE = "<uuid:pk>/"

urlpatterns = [
    path("", views.overview, name="documents"),
    path(
        "modele/",
        include(urls_of(templates, list=views.template, new=None, export=None)),
    ),
    path(f"{ONE}ecrire/<slug:part>/", views.part, name="document_part"),
    path(f"{ONE}domaines/", views.domains, name="document_domains"),
    path(f"{ONE}lire/", views.preview, name="document_preview"),
    path(f"{ONE}comparer/", views.compare, name="document_compare"),
    path(f"{ONE}valider/", views.sign, name="document_sign"),
    path(f"{ONE}fichier/<slug:kind>/", download_views.download, name="document_download"),
    *urls_of(documents, list=views.overview, record=views.document, new=views.new),
]
