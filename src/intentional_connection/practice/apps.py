from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "intentional_connection.practice"
    label = "practice"
