from django.urls import path

from jalons.foundation.territories import views

urlpatterns = [
    path("", views.search, name="territory_search"),
    path("recherche.json", views.search_json, name="territory_search_json"),
    path("<slug:kind>/<slug:code>/", views.territory, name="territory"),
]
