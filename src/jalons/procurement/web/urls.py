from django.urls import include, path

urlpatterns = [
    path("consultations/", include("jalons.procurement.web.tenders.urls")),
    path("agec/", include("jalons.procurement.web.agec.urls")),
    path("produits/", include("jalons.procurement.web.products.urls")),
    path("clauses/", include("jalons.procurement.web.clauses.urls")),
    path("marches/", include("jalons.procurement.web.contracts.urls")),
    path("", include("jalons.procurement.web.purchases.urls")),
]
