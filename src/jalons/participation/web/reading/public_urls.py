from django.urls import path

from jalons.participation.web.reading import result_views as views

urlpatterns = [
    path("<slug:slug>/<uuid:pk>/", views.public_results, name="public_results"),
]
