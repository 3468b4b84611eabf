"""Webhooks in admin: a secret is shown once, when it is made, and never again."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import HistoryAdmin
from reminders.models import Webhook
from reminders.webhooks import WebhookRefused, check_address

if TYPE_CHECKING:
    WebhookModelForm = forms.ModelForm[Webhook]
else:
    WebhookModelForm = forms.ModelForm


class WebhookForm(WebhookModelForm):
    """An empty secret is generated for a new webhook, and stays as it is for another one."""

    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("https:// only, no private address."),
    )
    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=100,
        min_length=16,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Signs each call (HMAC-SHA256), so that the receiver knows who calls. Leave it empty "
            "to have one made, or to keep the one that there is."
        ),
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "format", "secret", "team", "on_behalf_of", "is_active"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_address(url)
        except (WebhookRefused, ValueError) as error:
            raise ValidationError(str(error)) from error
        return url

    def clean_secret(self) -> str:
        typed: str = self.cleaned_data["secret"]
        return typed or self.instance.secret


@admin.register(Webhook)
class WebhookAdmin(HistoryAdmin):
    form = WebhookForm
    list_display = ("name", "format", "team", "on_behalf_of", "is_active")
    list_filter = ("format", "is_active")
    list_select_related = ("team", "on_behalf_of")
    search_fields = ("name", "url")
    autocomplete_fields = ("team", "on_behalf_of")
    history_list_display = ("url", "is_active")

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            told = gettext("The secret of this webhook, shown this once: %(secret)s")
            messages.info(request, told % {"secret": obj.secret})
