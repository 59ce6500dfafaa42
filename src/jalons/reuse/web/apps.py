from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.reuse.web"
    label = "reuse"

    def ready(self) -> None:
        from jalons.reuse.web.devices.queries import data_ready
        from jalons.reuse.web.wiping.queries import ready

        data_ready.connect(ready)
