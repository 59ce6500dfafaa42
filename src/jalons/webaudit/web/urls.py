from django.urls import include, path

urlpatterns = [
    path("", include("jalons.webaudit.web.services.urls")),
    path("accessibilite/", include("jalons.webaudit.web.grids.urls")),
    path("declarations/", include("jalons.webaudit.web.statements.urls")),
]
