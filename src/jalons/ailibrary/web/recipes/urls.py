from django.urls import path

from jalons.ailibrary.web.recipes import views
from jalons.ailibrary.web.recipes.register import uses
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("recettes/", views.shelf, name="recipe_shelf"),
    path("recettes/<slug:key>/", views.recipe, name="recipe"),
    path("recettes/<slug:key>/mesures/", views.reference, name="recipe_reference"),
    path("<uuid:pk>/suspendre/", views.suspend, name="recipe_use_suspend"),
    path("<uuid:pk>/mesurer/", views.evaluate, name="recipe_use_evaluate"),
    path("<uuid:pk>/modele/", views.back_to_model, name="recipe_use_model"),
    path("<uuid:pk>/registre/", views.enrol, name="recipe_use_enrol"),
    path("<uuid:pk>/mesures/", views.evaluation, name="recipe_use_evaluation"),
    path("<uuid:pk>/carte.<slug:kind>", views.card, name="recipe_use_card"),
    *urls_of(uses, new=views.new, record=views.record),
]
