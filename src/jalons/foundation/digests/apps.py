from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "jalons.foundation.digests"
    label = "digests"
