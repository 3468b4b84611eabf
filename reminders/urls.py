"""Addresses of reminders."""

from django.urls import path

from reminders.views import asking, inbox, policies, settings, undelivered, upcoming

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read-inbox"),
    path("inbox/news/", inbox.news, name="news"),
    path("inbox/news/read/", inbox.read_news, name="read-news"),
    path("inbox/news/<int:pk>/open/", inbox.open_notification, name="open-notification"),
    path("reminders/", upcoming.upcoming, name="reminders"),
    path("remind/", asking.remind, name="remind-owners"),
    path("reminders/<int:pk>/", inbox.reminder, name="reminder"),
    path("reminders/<int:pk>/open/", inbox.open_reminder, name="open-reminder"),
    path(
        "reminders/<int:pk>/acknowledge/", inbox.acknowledge_reminder, name="acknowledge-reminder"
    ),
    path("reminders/settings/", settings.settings, name="reminder-settings"),
    path("reminders/absences/new/", settings.add_absence, name="add-absence"),
    path("reminders/absences/<int:pk>/", settings.change_absence, name="change-absence"),
    path("reminders/absences/<int:pk>/end/", settings.finish_absence, name="end-absence"),
    path("reminders/policies/", policies.policies, name="reminder-policies"),
    path("reminders/policies/new/", policies.add, name="add-reminder-policy"),
    path("reminders/policies/<int:pk>/", policies.change, name="change-reminder-policy"),
    path("reminders/undelivered/", undelivered.undelivered, name="undelivered"),
    path("reminders/undelivered/<int:pk>/retry/", undelivered.retry, name="retry-message"),
    path("reminders/undelivered/<int:pk>/settle/", undelivered.settle, name="settle-message"),
    path("reminders/unsubscribe/<str:token>/", settings.unsubscribe, name="unsubscribe"),
]
