from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShareholdersConfig(AppConfig):
    name = "shareholders"
    verbose_name = _("Shareholders")
