from django.urls import path

from jalons.strategy.web.statutory import downloads, views

ONE = "<uuid:pk>/"

urlpatterns = [
    path("", views.overview, name="documents"),
    path("nouveau/", views.new, name="document_new"),
    path("modele/", views.template, name="document_template"),
    path("modele/<uuid:pk>/supprimer/", views.drop_template, name="document_template_drop"),
    path(ONE, views.document, name="document"),
    path(f"{ONE}ecrire/<slug:part>/", views.part, name="document_part"),
    path(f"{ONE}objet/", views.about, name="document_about"),
    path(f"{ONE}domaines/", views.domains, name="document_domains"),
    path(f"{ONE}lire/", views.preview, name="document_preview"),
    path(f"{ONE}comparer/", views.compare, name="document_compare"),
    path(f"{ONE}relecture/", views.review, name="document_review"),
    path(f"{ONE}valider/", views.sign, name="document_sign"),
    path(f"{ONE}supprimer/", views.delete, name="document_delete"),
    path(f"{ONE}restaurer/", views.restore, name="document_restore"),
    path(f"{ONE}fichier/<slug:kind>/", downloads.download, name="document_download"),
]
