from django.urls import path

from jalons.catalogue.web.datasets import public_views

urlpatterns = [
    path("<slug:slug>/<uuid:pk>/", public_views.dataset, name="public_dataset"),
    path("<slug:slug>/fichiers/<uuid:pk>/", public_views.file, name="public_dataset_file"),
]
