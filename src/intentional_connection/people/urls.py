"""Addresses of the people room."""

from django.urls import path

from intentional_connection.people import views

app_name = "people"

urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/kept/<uuid:pk>/", views.put_away, name="put_away"),
]
