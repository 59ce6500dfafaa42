from django.urls import include, path

urlpatterns = [
    path("territoires/", include("jalons.federation.web.sources.urls")),
    path("fichiers/", include("jalons.federation.web.received.urls")),
    path("comparer/", include("jalons.federation.web.comparison.urls")),
    path("appui/", include("jalons.federation.web.supervision.urls")),
    path("", include("jalons.federation.web.sharing.urls")),
]
