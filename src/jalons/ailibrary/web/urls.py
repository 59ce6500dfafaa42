from django.urls import include, path

urlpatterns = [
    path("file/", include("jalons.ailibrary.web.queue.urls")),
    path("compteurs/", include("jalons.ailibrary.web.meters.urls")),
    path("recherche/", include("jalons.ailibrary.web.search.urls")),
    path("echanges/", include("jalons.ailibrary.web.exchange.urls")),
    path("", include("jalons.ailibrary.web.recipes.urls")),
]
