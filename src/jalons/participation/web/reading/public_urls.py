from django.urls import path

from jalons.participation.web.reading import result_views as views

urlpatterns = [
    path("<slug:slug>/<uuid:pk>/", views.public_results, name="public_results"),
    path("<slug:slug>/<uuid:pk>/resultats.<slug:kind>", views.public_file,
         name="public_results_file"),
]  # fmt: skip
