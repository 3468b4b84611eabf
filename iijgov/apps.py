from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    name = "iijgov"
    verbose_name = _("IIJ Governance")
