from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.reuse.web"
    label = "reuse"
