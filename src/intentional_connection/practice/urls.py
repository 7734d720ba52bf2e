"""Addresses of the practice room."""

from django.urls import path

from intentional_connection.practice import views

app_name = "practice"

urlpatterns = [
    path("sites/<uuid:pk>/practice/", views.parts, name="parts"),
]
