from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.ailibrary.web"
    label = "ailibrary"
