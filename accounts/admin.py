"""People and teams in admin. The role alone decides who gets in here."""

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.admin import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.admin_base import HistoryAdmin
from accounts.lockout import client_address
from accounts.models import Role, Team, User

admin.site.unregister(Group)  # roles, not groups of permissions, say who may do what
# What opens accounts is for their owners alone.
admin.site.unregister(
    [Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession]
)


@admin.register(User)
class PersonAdmin(HistoryAdmin, UserAdmin):  # type: ignore[type-arg]
    list_display = ("name", "email", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email")
    ordering = ("name",)
    form = ModelForm
    add_form = AdminUserCreationForm
    readonly_fields = ("password_page", "is_staff", "last_login", "joined_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "password_page")}),
        (_("What this person may do"), {"fields": ("role", "is_active", "is_staff")}),
        (_("Reminders"), {"fields": ("language", "zone", "heads_compliance")}),
        (_("Dates"), {"fields": ("last_login", "joined_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "role")}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )
    filter_horizontal = ()
    actions = ("unlock", "remove_factors")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody takes the last administrator away: one's own role is for somebody else."""
        own = ("role", "is_active") if obj == request.user else ()
        return (*self.readonly_fields, *own)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.is_staff = obj.is_superuser = obj.role == Role.ADMINISTRATOR
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Unlock the sign-in of the chosen people"))
    def unlock(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            services.unlock(person=person)
            self.log_change(request, person, "Unlocked the sign-in.")
        messages.success(request, _("They may try their passwords again at once."))

    @admin.action(description=_("Remove the second factors of the chosen people"))
    def remove_factors(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            services.remove_factors(person=person, address=client_address(request) or "")
            self.log_change(request, person, "Removed the second factors.")
        messages.success(
            request, _("Their second factors are gone, their sessions ended, and they were told.")
        )

    @admin.display(description=_("password"))
    def password_page(self, obj: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, _("Set a new password"))


@admin.register(Team)
class TeamAdmin(HistoryAdmin):
    list_display = ("name", "responsible", "backup")
    list_filter = ("responsible__role",)
    list_select_related = ("responsible", "backup")
    search_fields = ("name", "responsible__name", "backup__name")
    autocomplete_fields = ("responsible", "backup", "members")
