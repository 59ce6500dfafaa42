from django.urls import URLPattern, URLResolver, include, path

from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.purchases import lifecycle_views, views
from jalons.procurement.web.purchases.register import purchases

small: list[URLPattern] = [
    path("<uuid:pk>/besoin/", views.need, name="purchase_need"),
    path("<uuid:pk>/choix/", views.decide, name="purchase_decide"),
    path("<uuid:pk>/decision.<slug:kind>", views.document, name="purchase_document"),
    *urls_of(purchases, new=views.new, record=views.purchase),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="procurement_home"),
    path("cout/", lifecycle_views.calculator, name="procurement_cost"),
    path("petits-achats/", include(small)),
]
