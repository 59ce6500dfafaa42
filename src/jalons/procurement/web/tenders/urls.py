from django.urls import URLPattern, URLResolver, path

from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.tenders import views
from jalons.procurement.web.tenders.register import tenders

SHEET = "<uuid:pk>/methode/<slug:formula>/<str:value>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/offres/fichier/", views.bids_file, name="tender_file"),
    path(SHEET, views.sheet, name="tender_sheet"),
    path(f"{SHEET}<slug:kind>/", views.sheet_file, name="tender_sheet_file"),
    *urls_of(tenders, record=views.tender),
]
