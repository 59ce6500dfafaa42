from django.urls import URLPattern, URLResolver, include, path

from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.agec import views
from jalons.procurement.web.agec.register import rules, years

ONE = "annees/<uuid:pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.overview, name="agec"),
    path("declaration-anterieure/", views.bring_declaration, name="agec_former"),
    path(f"{ONE}exports/nouveau/", views.bring, name="agec_bring"),
    path(f"{ONE}exports/<uuid:export>/", views.export, name="agec_export"),
    path(f"{ONE}exports/<uuid:export>/retirer/", views.forget, name="agec_export_forget"),
    path(f"{ONE}affecter/", views.mapping, name="agec_mapping"),
    path(f"{ONE}declaration/", views.declare, name="agec_declaration"),
    path(f"{ONE}declaration/noter/", views.declared, name="agec_declared"),
    path(f"{ONE}declaration/fichier.csv", views.declaration_file, name="agec_declaration_file"),
    path(f"{ONE}synthese/<slug:kind>/", views.summary, name="agec_summary"),
    path(f"{ONE}et-si/", views.whatif, name="agec_whatif"),
    path("annees/", include(urls_of(years, record=views.year))),
    path("affectations/", include(urls_of(rules))),
]
