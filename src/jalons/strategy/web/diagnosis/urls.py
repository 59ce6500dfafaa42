from django.urls import path

from jalons.strategy.web.diagnosis import taking_up_views, track_views, views

urlpatterns = [
    path("", views.overview, name="diagnosis"),
    path("faits/", views.facts, name="diagnosis_facts"),
    path("parcours/", track_views.choose_track, name="diagnosis_track"),
    path("parcours/retour/", track_views.undo_track, name="diagnosis_track_undo"),
    path("<int:number>/", views.commitment, name="diagnosis_commitment"),
    path("<int:number>/pourquoi/", views.reasons, name="diagnosis_reasons"),
    path("actions/", views.basket, name="diagnosis_basket"),
    path("actions/choisir/", views.choose, name="diagnosis_choose"),
    path("conserver/", views.keep, name="diagnosis_keep"),
    path("conserves/<uuid:pk>/", views.snapshot, name="diagnosis_snapshot"),
    path("conserves/<uuid:pk>/supprimer/", views.delete_snapshot, name="diagnosis_snapshot_delete"),
    path(
        "conserves/<uuid:pk>/reprendre/", taking_up_views.go_back, name="diagnosis_snapshot_go_back"
    ),
    path("version/", taking_up_views.succession, name="diagnosis_succession"),
    path("version/reprendre/", taking_up_views.take_up, name="diagnosis_take_up"),
    path("reponses.json", views.answers_file, name="diagnosis_answers"),
]
