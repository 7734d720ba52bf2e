from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "intentional_connection.notices"
    label = "notices"
