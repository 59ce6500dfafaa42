from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "jalons.foundation.imports"
    label = "imports"
