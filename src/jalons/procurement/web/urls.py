from django.urls import include, path

from jalons.procurement.web import yearly

urlpatterns = [
    path("consultations/", include("jalons.procurement.web.tenders.urls")),
    path("bilan/<uuid:pk>.<slug:kind>", yearly.document, name="procurement_chapter"),
    path("agec/", include("jalons.procurement.web.agec.urls")),
    path("produits/", include("jalons.procurement.web.products.urls")),
    path("clauses/", include("jalons.procurement.web.clauses.urls")),
    path("marches/", include("jalons.procurement.web.contracts.urls")),
    path("", include("jalons.procurement.web.purchases.urls")),
]
