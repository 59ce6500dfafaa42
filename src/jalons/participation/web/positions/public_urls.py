from django.urls import path

from jalons.participation.web.positions import public_views as views

urlpatterns = [
    path("<slug:slug>/<uuid:pk>/", views.position, name="public_position"),
    path("<slug:slug>/<uuid:pk>/signatures.zip", views.signed_file, name="public_position_file"),
]
