"""Addresses of the register."""

from django.urls import path

from obligations.views import (
    calendar,
    deadlines,
    events,
    reader,
    recomputations,
    register,
    rules,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("calendar/", calendar.month, name="calendar"),
    path("obligations/", register.register, name="obligations"),
    path("obligations/<slug:key>/", register.obligation, name="obligation"),
    path("deadlines/<int:pk>/", deadlines.deadline, name="deadline"),
    path("deadlines/<int:pk>/perform/", deadlines.record, name="record-performance"),
    path(
        "deadlines/<int:pk>/performances/<int:performance>/withdraw/",
        deadlines.withdraw,
        name="withdraw-performance",
    ),
    path("agreements/", reader.agreements, name="agreements"),
    path("agreements/<slug:slug>/", reader.agreement, name="agreement"),
    path("agreements/<slug:slug>/<str:provision>/", reader.article, name="article"),
    path("recomputations/<int:pk>/", recomputations.recomputation, name="recomputation"),
    path("rules/try/", rules.try_a_rule, name="try-rule"),
    path("rules/check/", rules.check, name="check-rule"),
    path("events/", events.events, name="events"),
    path("events/record/", events.record, name="record-event"),
    path("events/<int:pk>/correct/", events.correct, name="correct-event"),
    path("events/<int:pk>/withdraw/", events.withdraw, name="withdraw-event"),
]
