from django.urls import include, path

urlpatterns = [
    path("", include("jalons.webaudit.web.services.urls")),
]
