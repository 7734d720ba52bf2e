from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "intentional_connection.ui"
    label = "ui"
