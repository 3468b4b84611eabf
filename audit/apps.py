from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from audit.attribution import attribute
from audit.installing import install_triggers


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        connection_created.connect(_attribute_all)
        post_migrate.connect(install_triggers, sender=self)


def _attribute_all(*, connection: Any, **kwargs: Any) -> None:
    """Let each connection tell who writes; a connection that is opened again knows already."""
    if attribute not in connection.execute_wrappers:
        connection.execute_wrappers.append(attribute)
