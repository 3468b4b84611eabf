"""Addresses of the register."""

from django.urls import path

from obligations.export_lists import LISTS
from obligations.transitions import Action
from obligations.views import (
    amendments,
    assigning,
    backdating,
    breaches,
    calendar,
    closing,
    comments,
    consents,
    dashboard,
    deadlines,
    decisions,
    events,
    evidence,
    exports,
    findings,
    matters,
    notices,
    obligation_page,
    obligations,
    periods,
    printouts,
    proposals,
    reader,
    readings,
    recomputations,
    register,
    reviews,
    rules,
    saved_views,
    search,
    sources,
    special_days,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/days/", special_days.special_days, name="special-days"),
    path("calendar/days/propose/", special_days.propose, name="propose-day"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("audit/backdating/", backdating.backdating, name="backdating"),
    path("search/", search.search, name="search"),
    path("obligations/", register.register, name="obligations"),
    path("obligations/<slug:key>/", obligation_page.obligation, name="obligation"),
    path("obligations/<slug:key>/change/", obligations.change, name="change-obligation"),
    path("obligations/<slug:key>/comments/", comments.on_obligation, name="comment-obligation"),
    path("comments/<int:pk>/withdraw/", comments.withdraw, name="withdraw-comment"),
    path("deadlines/<int:pk>/", deadlines.deadline, name="deadline"),
    path("deadlines/<int:pk>/comments/", comments.on_deadline, name="comment-deadline"),
    path("deadlines/<int:pk>/perform/", deadlines.record, name="record-performance"),
    path(
        "deadlines/<int:pk>/performances/<int:performance>/correct/",
        deadlines.correct,
        name="correct-performance",
    ),
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
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/confirm/", proposals.confirm, name="confirm-proposal"),
    path("proposals/<int:pk>/reject/", proposals.reject, name="reject-proposal"),
    path("proposals/<int:pk>/take-back/", proposals.take_back, name="take-back-proposal"),
    path("matters/", matters.matters, name="matters"),
    path("matters/<int:pk>/", matters.matter, name="matter"),
    *(
        path(f"{kind}s/<int:pk>/restrict/", matters.start, {"kind": kind}, name=f"restrict-{kind}")
        for kind in ("deadline", "event")
    ),
    path("matters/<int:pk>/people/new/", matters.add_person, name="let-in"),
    path("matters/<int:pk>/people/<int:grant>/end/", matters.end, name="end-access"),
    path("matters/<int:pk>/close/", matters.close, name="close-matter"),
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
    path("agreements/<slug:slug>/periods/", periods.periods, name="periods"),
    path("agreements/<slug:slug>/periods/close/", periods.close, name="close-period"),
    path("agreements/<slug:slug>/periods/reopen/", periods.reopen, name="reopen-period"),
    path("agreements/<slug:slug>/readings/", readings.readings, name="readings"),
    path("agreements/<slug:slug>/readings/propose/", readings.propose, name="propose-reading"),
    path(
        "agreements/<slug:slug>/readings/<int:pk>/propose/", readings.change, name="change-reading"
    ),
    path("agreements/<slug:slug>/terms/", reader.terms, name="terms"),
    path("agreements/<slug:slug>/<str:provision>/", reader.article, name="article"),
    path(
        "agreements/<slug:slug>/<str:provision>/obligations/new/",
        obligations.add,
        name="add-obligation",
    ),
    *(
        path(f"exports/{kind}.<str:ending>", exports.export, {"kind": kind}, name=f"export-{kind}")
        for kind in LISTS
    ),
    path("exports/findings.<str:ending>", exports.findings, name="export-findings"),
    path("assign/", assigning.assign, name="assign-team"),
    path("views/", saved_views.saved_views, name="saved-views"),
    path("views/<uuid:key>/", saved_views.saved_view, name="saved-view"),
    path("views/<uuid:key>/delete/", saved_views.delete, name="delete-view"),
    path("printouts/", printouts.printouts, name="printouts"),
    path("printouts/<int:pk>/", printouts.printout, name="printout"),
    path("printouts/<int:pk>/again/", printouts.again, name="printout-again"),
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
    path("consents/", consents.consents, name="consents"),
    path("consents/<int:pk>/", consents.consent, name="consent"),
    path("consents/<int:pk>/answer/", consents.answer, name="answer-consent"),
    path(
        "consents/<int:pk>/records/<int:record>/withdraw/",
        consents.withdraw,
        name="withdraw-consent-record",
    ),
    path("obligations/<slug:key>/consents/ask/", consents.ask, name="ask-consent"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/<int:pk>/", breaches.breach, name="breach"),
    path("breaches/<int:pk>/remedy/", breaches.remedy, name="remedy-breach"),
    path("breaches/<int:pk>/withdraw/", breaches.withdraw, name="withdraw-breach"),
    path("breaches/<int:pk>/records/<int:record>/withdraw/", breaches.undo, name="undo-remedy"),
    path("obligations/<slug:key>/breaches/record/", breaches.record, name="record-breach"),
    path("notices/", notices.notices, name="notices"),
    path("notices/record/", notices.record, name="record-notice"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/correct/", notices.correct, name="correct-notice"),
    path("notices/<int:pk>/withdraw/", notices.withdraw, name="withdraw-notice"),
]
