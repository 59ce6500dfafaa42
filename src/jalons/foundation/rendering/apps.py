from django.apps import AppConfig


class RenderingConfig(AppConfig):
    name = "jalons.foundation.rendering"
    label = "rendering"
