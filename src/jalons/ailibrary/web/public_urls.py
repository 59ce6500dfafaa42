from django.urls import include, path

urlpatterns = [path("", include("jalons.ailibrary.web.recipes.public_urls"))]
