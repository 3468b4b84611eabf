"""The Celery application.

The broker only wakes workers up: what must not be lost is in PostgreSQL.
"""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

from audit.tasking import AttributedTask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iijgov.settings")

app = Celery("iijgov", task_cls=AttributedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**kwargs: object) -> None:
    """Stop Celery from replacing the logging that Django's settings configured."""
