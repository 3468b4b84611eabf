from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from obligations.as_recorded import drop_views, install_views


class ObligationsConfig(AppConfig):
    name = "obligations"
    verbose_name = _("Obligations")

    def ready(self) -> None:
        pre_migrate.connect(drop_views, sender=self)
        post_migrate.connect(install_views, sender=self)
