from django.urls import path

from jalons.catalogue.web.exchange import public_views
from jalons.foundation.accounts.heavy import heavy

catalogue, dataset = heavy(public_views.catalogue), heavy(public_views.dataset)

urlpatterns = [
    path("<slug:slug>/catalogue", catalogue, name="public_dcat"),
    path("<slug:slug>/catalogue.<slug:ending>", catalogue, name="public_dcat_file"),
    path("<slug:slug>/jeu/<uuid:pk>", dataset, name="public_dcat_dataset"),
    path("<slug:slug>/jeu/<uuid:pk>.<slug:ending>", dataset, name="public_dcat_dataset_file"),
]
