from django.urls import path

from jalons.catalogue.web.checks import views

urlpatterns = [
    path("<slug:slug>/<uuid:pk>/csvw.json", views.public_metadata, name="public_dataset_csvw"),
]
