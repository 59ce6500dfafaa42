"""Pages of a person about their own data."""

from django.urls import path

from jalons.foundation.administration.own import views

urlpatterns = [
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/fichier/", views.my_data_file, name="my_data_file"),
    path("mes-donnees/retablir/<int:pk>/", views.bring_back, name="bring_back"),
]
