from django.urls import path

from jalons.strategy.web.territory import views

urlpatterns = [
    path("", views.overview, name="territory_sheet"),
    path("fichier/", views.import_file, name="territory_import"),
    path("chiffre/<str:name>/", views.figure, name="territory_figure"),
    path("confirmer/", views.confirm, name="territory_confirm"),
    path("annuler/", views.undo, name="territory_undo"),
    path("territoire.csv", views.export, name="territory_csv"),
]
