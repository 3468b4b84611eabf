"""Addresses of the audit trail."""

from django.urls import path

from audit import views

urlpatterns = [
    path("", views.trail, name="audit"),
    path("export/", views.export, name="export-audit"),
]
