"""Addresses of the share registers."""

from django.urls import path

from shareholders import views

urlpatterns = [path("", views.positions, name="shareholders")]
