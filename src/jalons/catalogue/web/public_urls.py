"""What the room shows to everybody: RDF is written in the process that computes."""

from django.urls import path, re_path

from jalons.catalogue.web.checks.views import public_metadata
from jalons.catalogue.web.datasets import public_views as datasets
from jalons.catalogue.web.exchange import public_views as exchange
from jalons.catalogue.web.previews.views import open_data
from jalons.catalogue.web.reminders.digest import REMINDERS
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.digests.views import leave

catalogue, dataset = heavy(exchange.catalogue), heavy(exchange.dataset)
_FILE = r"(?P<name>lignes\.json|lignes\.csv|colonnes\.json)"

urlpatterns = [
    path("rappels/<str:token>/", leave, {"digest": REMINDERS}, name=REMINDERS.leave),
    path("echanges/<slug:slug>/catalogue", catalogue, name="public_dcat"),
    path("echanges/<slug:slug>/catalogue.<slug:ending>", catalogue, name="public_dcat_file"),
    path("echanges/<slug:slug>/jeu/<uuid:pk>", dataset, name="public_dcat_dataset"),
    path("echanges/<slug:slug>/jeu/<uuid:pk>.<slug:ending>", dataset,
         name="public_dcat_dataset_file"),
    re_path(rf"^apercus/(?P<slug>[-\w]+)/(?P<pk>[0-9a-f-]{{36}})/{_FILE}$", open_data,
            name="preview_open"),
    path("controles/<slug:slug>/<uuid:pk>/csvw.json", public_metadata, name="public_dataset_csvw"),
    path("<slug:slug>/<uuid:pk>/", datasets.dataset, name="public_dataset"),
    path("<slug:slug>/fichiers/<uuid:pk>/", datasets.file, name="public_dataset_file"),
]  # fmt: skip
