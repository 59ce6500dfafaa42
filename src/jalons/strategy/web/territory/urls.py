from django.urls import path

from jalons.foundation.register.views import undo
from jalons.strategy.web.territory import views
from jalons.strategy.web.territory.register import sheets

urlpatterns = [
    path("", views.overview, name="territory_sheet"),
    path("", views.overview, name="territory_sheet_list"),
    path("fichier/", views.import_file, name="territory_import"),
    path("chiffre/<str:name>/", views.figure, name="territory_figure"),
    path("confirmer/", views.confirm, name="territory_confirm"),
    path("annuler/<uuid:batch>/", undo(sheets), name="territory_sheet_undo"),
    path("territoire.csv", views.export, name="territory_csv"),
]
