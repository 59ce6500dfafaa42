from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import undo
from jalons.strategy.web.diagnosis import track_views, version_upgrade_views, views
from jalons.strategy.web.diagnosis.register import answers, profiles, snapshots

SNAPSHOTS = "conserves/"

urlpatterns = [
    path("", views.overview, name="diagnosis"),
    path("", views.overview, name="diagnosis_answer_list"),
    path("", views.overview, name="diagnosis_profile_list"),
    path("reponses/annuler/<uuid:batch>/", undo(answers), name="diagnosis_answer_undo"),
    path("faits/annuler/<uuid:batch>/", undo(profiles), name="diagnosis_profile_undo"),
    path("parcours/", track_views.choose_track, name="diagnosis_track"),
    path("<int:number>/", views.commitment, name="diagnosis_commitment"),
    path("<int:number>/pourquoi/", views.reasons, name="diagnosis_reasons"),
    path("actions/", views.basket, name="diagnosis_basket"),
    path("actions/choisir/", views.choose, name="diagnosis_choose"),
    path(SNAPSHOTS, include(urls_of(
        snapshots, list=views.overview, new=views.save, record=views.snapshot
    ))),
    path(
        f"{SNAPSHOTS}<uuid:pk>/reprendre/",
        version_upgrade_views.go_back,
        name="diagnosis_snapshot_go_back",
    ),
    path("version/", version_upgrade_views.succession, name="diagnosis_succession"),
    path("version/reprendre/", version_upgrade_views.upgrade, name="diagnosis_take_up"),
    path("reponses.json", views.answers_file, name="diagnosis_answers"),
]  # fmt: skip
