from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "intentional_connection.web"
    label = "web"
