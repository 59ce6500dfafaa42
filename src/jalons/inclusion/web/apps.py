from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.inclusion.web"
    label = "inclusion"
