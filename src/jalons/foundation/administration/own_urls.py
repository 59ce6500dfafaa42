"""Pages of a person about their own data."""

from django.urls import path

from jalons.foundation.administration import own_views

urlpatterns = [
    path("mes-donnees/", own_views.my_data, name="my_data"),
    path("mes-donnees/fichier/", own_views.my_data_file, name="my_data_file"),
    path("mes-donnees/retablir/<int:pk>/", own_views.bring_back, name="bring_back"),
]
