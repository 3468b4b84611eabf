"""Addresses of the register."""

from django.urls import path

from obligations.transitions import Action
from obligations.views import (
    amendments,
    assigning,
    backdating,
    calendar,
    closing,
    deadlines,
    decisions,
    events,
    evidence,
    exports,
    findings,
    obligations,
    printouts,
    reader,
    recomputations,
    register,
    reviews,
    rules,
    saved_views,
    search,
    sources,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("calendar/", calendar.month, name="calendar"),
    path("audit/backdating/", backdating.backdating, name="backdating"),
    path("search/", search.search, name="search"),
    path("obligations/", register.register, name="obligations"),
    path("obligations/<slug:key>/", register.obligation, name="obligation"),
    path("obligations/<slug:key>/change/", obligations.change, name="change-obligation"),
    path("deadlines/<int:pk>/", deadlines.deadline, name="deadline"),
    path("deadlines/<int:pk>/perform/", deadlines.record, name="record-performance"),
    path(
        "deadlines/<int:pk>/performances/<int:performance>/withdraw/",
        deadlines.withdraw,
        name="withdraw-performance",
    ),
    path(
        "deadlines/<int:pk>/performances/<int:performance>/evidence/",
        evidence.add,
        name="add-evidence",
    ),
    path("deadlines/<int:pk>/evidence/<int:evidence>/", evidence.original, name="evidence-file"),
    path(
        "deadlines/<int:pk>/evidence/<int:evidence>/withdraw/",
        evidence.withdraw,
        name="withdraw-evidence",
    ),
    *(
        path(f"deadlines/<int:pk>/{action}/", decisions.decide, {"action": action}, name=name)
        for name, action in (
            ("approve-dispatch", Action.APPROVE),
            ("waive-deadline", Action.WAIVE),
            ("extend-deadline", Action.EXTEND),
            ("decline-right", Action.DECLINE),
        )
    ),
    *(
        path(
            f"deadlines/<int:pk>/performances/<int:performance>/{action}/",
            decisions.judge,
            {"action": action},
            name=name,
        )
        for name, action in (
            ("verify-performance", Action.VERIFY),
            ("reject-performance", Action.REJECT),
        )
    ),
    *(
        path(
            f"deadlines/<int:pk>/decisions/<int:decision>/{action}/",
            decisions.settle,
            {"action": action},
            name=name,
        )
        for name, action in (
            ("confirm-decision", Action.CONFIRM),
            ("withdraw-decision", Action.WITHDRAW),
        )
    ),
    path("reviews/", reviews.reviews, name="reviews"),
    path("agreements/", reader.agreements, name="agreements"),
    path("agreements/<slug:slug>/", reader.agreement, name="agreement"),
    path("agreements/<slug:slug>/findings/", findings.findings, name="agreement-findings"),
    path("agreements/<slug:slug>/closing/", closing.closing, name="closing"),
    path("agreements/<slug:slug>/closing/<slug:key>/", closing.record, name="record-closing"),
    path("agreements/<slug:slug>/amendments/", amendments.amendments, name="amendments"),
    path("agreements/<slug:slug>/amendments/new/", amendments.record, name="record-amendment"),
    path("agreements/<slug:slug>/amendments/<int:pk>/", amendments.amendment, name="amendment"),
    path(
        "agreements/<slug:slug>/amendments/<int:pk>/withdraw/",
        amendments.withdraw,
        name="withdraw-amendment",
    ),
    path("agreements/<slug:slug>/redline/", amendments.redline, name="redline"),
    path("agreements/<slug:slug>/source/", sources.sources, name="sources"),
    path("agreements/<slug:slug>/source/import/", sources.upload, name="import-source"),
    path("agreements/<slug:slug>/source/import/<int:pk>/", sources.preview, name="preview-source"),
    path("agreements/<slug:slug>/source/<int:pk>/", sources.source, name="source"),
    path("agreements/<slug:slug>/source/<int:pk>/file/", sources.original, name="source-file"),
    path(
        "agreements/<slug:slug>/source/<int:pk>/mismatches/",
        sources.mismatches,
        name="source-mismatches",
    ),
    path(
        "agreements/<slug:slug>/source/<int:pk>/pieces/<int:position>/",
        sources.settle,
        name="settle-piece",
    ),
    path("agreements/<slug:slug>/terms/", reader.terms, name="terms"),
    path("agreements/<slug:slug>/<str:provision>/", reader.article, name="article"),
    path(
        "agreements/<slug:slug>/<str:provision>/obligations/new/",
        obligations.add,
        name="add-obligation",
    ),
    path("exports/register.<str:ending>", exports.register, name="export-register"),
    path("exports/events.<str:ending>", exports.events, name="export-events"),
    path("exports/findings.<str:ending>", exports.findings, name="export-findings"),
    path("assign/", assigning.assign, name="assign-team"),
    path("views/", saved_views.saved_views, name="saved-views"),
    path("views/<uuid:key>/", saved_views.saved_view, name="saved-view"),
    path("views/<uuid:key>/delete/", saved_views.delete, name="delete-view"),
    path("printouts/", printouts.printouts, name="printouts"),
    path("printouts/<int:pk>/", printouts.printout, name="printout"),
    path("printouts/<int:pk>/file/", printouts.original, name="printout-file"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:pk>/settle/", findings.settle, name="settle-finding"),
    path("findings/<int:pk>/reopen/", findings.reopen, name="reopen-finding"),
    path("recomputations/<int:pk>/", recomputations.recomputation, name="recomputation"),
    path("rules/try/", rules.try_a_rule, name="try-rule"),
    path("rules/check/", rules.check, name="check-rule"),
    path("events/", events.events, name="events"),
    path("events/record/", events.record, name="record-event"),
    path("events/<int:pk>/correct/", events.correct, name="correct-event"),
    path("events/<int:pk>/withdraw/", events.withdraw, name="withdraw-event"),
]
