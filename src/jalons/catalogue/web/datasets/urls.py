from django.urls import path

from jalons.catalogue.web.datasets import views
from jalons.catalogue.web.datasets.register import datasets, datasets_file
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of

_file = "<uuid:pk>/fichiers/<uuid:part_pk>/"
_version = "<uuid:pk>/versions/<uuid:version>/"
urlpatterns = [
    path("<uuid:pk>/deposer/", views.upload, name="dataset_upload"),
    path("<uuid:pk>/territoire/", views.area, name="dataset_area"),
    path(f"{_file}versions/", views.versions, name="dataset_versions"),
    path(f"{_file}deposer/", views.upload, name="dataset_next_version"),
    path(f"{_file}telecharger/", views.file, name="dataset_file"),
    path(f"{_version}telecharger/", views.file, name="dataset_version_file"),
    path(f"{_version}effacer/", views.erase_version, name="dataset_version_erase"),
    *import_urls(datasets_file),
    *urls_of(datasets, record=views.dataset, move=views.step),
]
