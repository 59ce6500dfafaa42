from django.urls import include, path

from jalons.catalogue.web.privacy import views
from jalons.catalogue.web.privacy.register import columns, sheets
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record

urlpatterns = [
    path("traitements/", include(urls_of(sheets))),
    path("jeux/<uuid:pk>/", views.dataset, name="personal_dataset"),
    path("jeux/<uuid:pk>/fiche/", views.fill, name="personal_dataset_sheet"),
    path("fichiers/<uuid:pk>/examiner/", views.rescan, name="personal_file_scan"),
    path("fichiers/<uuid:pk>/effectifs/", views.count, name="personal_file_count"),
    *urls_of(columns, new=views.declare, record=record(columns, views.of_column)),
]
