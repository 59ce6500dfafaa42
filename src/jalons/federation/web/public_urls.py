"""What the room shows to everybody: the signed files of each authority, figures of groups."""

from django.urls import include, path

urlpatterns = [
    path("", include("jalons.federation.web.comparison.public_urls")),
    path("", include("jalons.federation.web.sharing.public_urls")),  # any slug: it comes last
]
