from django.urls import include, path

urlpatterns = [
    path("audits/", include("jalons.webaudit.web.audits.urls")),
    path("", include("jalons.webaudit.web.services.urls")),
    path("ecoconception/", include("jalons.webaudit.web.ecodesign.urls")),
    path("accessibilite/", include("jalons.webaudit.web.grids.urls")),
    path("declarations/", include("jalons.webaudit.web.statements.urls")),
]
