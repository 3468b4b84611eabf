from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    name = "iijgov"
    verbose_name = _("IIJ Governance")


class SiteConfig(admin.AdminConfig):
    """Django admin with our site."""

    default = False
    default_site = "iijgov.admin.GovernanceAdminSite"
