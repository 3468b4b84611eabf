"""The project: settings, URLs, the Celery application, embedded servers."""

from iijgov.celery import app as celery_app

__all__ = ["celery_app"]
