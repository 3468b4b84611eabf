"""What holds for every page: who may ask, how, what it costs, and that looking changes nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from agreements.models import Agreement, Finding
from agreements.services import keep_upload
from obligations.models import Deadline, Decision, Event, Performance, Printout
from obligations.recomputing import request_recomputation, run_recomputation
from obligations.services import add_comment, add_evidence, close_period, remedy_breach
from obligations.services.matters import open_matter
from obligations.services.printouts import request_printout
from obligations.services.saved_views import save_view
from reminders.models import ReminderPolicy
from tests.factories import (
    AbsenceFactory,
    AmendmentFactory,
    BreachFactory,
    ConsentFactory,
    ConsentRecordFactory,
    DeadlineVersionFactory,
    DecisionFactory,
    EventFactory,
    NoticeFactory,
    ObligationFactory,
    PerformanceFactory,
    ProposalFactory,
    ReminderFactory,
    SourceArticleFactory,
)
from tests.obligations.files import PDF
from tests.obligations.views.conftest import SUNDAY, add_overdue, deadline_of
from tests.pages import get
from tests.recorded import date_back
from tests.reminders.views.conftest import mail, remind

OURS = ["accounts", "audit", "agreements", "obligations", "reminders", "shareholders"]
READ = [
    "today",
    "calendar",
    "special-days",
    "proposal",
    "readings",
    "dashboard",
    "search",
    "obligations",
    "obligation",
    "deadline",
    "printout",
    "reviews",
    "matters",
    "matter",
    "recomputation",
    "try-rule",
    "agreements",
    "agreement",
    "article",
    "terms",
    "agreement-findings",
    "findings",
    "closing",
    "periods",
    "amendments",
    "amendment",
    "redline",
    "sources",
    "source",
    "source-mismatches",
    "events",
    "notices",
    "notice",
    "breaches",
    "breach",
    "consents",
    "consent",
    "shareholders",
    "inbox",
    "news",
    "reminder",
    "reminders",
    "reminder-policies",
    "undelivered",
    "audit",
    "backdating",
    "mfa_index",
]
WRITE = [
    "restrict-deadline",
    "restrict-event",
    "let-in",
    "end-access",
    "close-matter",
    "record-performance",
    "correct-performance",
    "withdraw-performance",
    "approve-dispatch",
    "waive-deadline",
    "extend-deadline",
    "decline-right",
    "verify-performance",
    "reject-performance",
    "confirm-decision",
    "withdraw-decision",
    "comment-deadline",
    "comment-obligation",
    "withdraw-comment",
    "add-evidence",
    "withdraw-evidence",
    "printouts",
    "record-event",
    "correct-event",
    "withdraw-event",
    "record-breach",
    "remedy-breach",
    "withdraw-breach",
    "undo-remedy",
    "ask-consent",
    "answer-consent",
    "withdraw-consent-record",
    "record-notice",
    "correct-notice",
    "withdraw-notice",
    "change-obligation",
    "add-obligation",
    "propose-day",
    "propose-reading",
    "change-reading",
    "record-closing",
    "close-period",
    "reopen-period",
    "record-amendment",
    "withdraw-amendment",
    "import-source",
    "preview-source",
    "settle-piece",
    "settle-finding",
    "saved-views",
    "assign-team",
    "remind-owners",
    "reminder-settings",
    "add-absence",
    "change-absence",
    "add-reminder-policy",
    "change-reminder-policy",
]
PARTS = [
    "check-rule",
    "export-audit",
    "source-file",
    "evidence-file",
    "export-findings",
    "printout-file",
    "saved-view",
]
"""What is read, but no page: a part of one, and a file."""
LISTS = [
    "export-register",
    "export-events",
    "export-notices",
    "export-consents",
    "export-breaches",
    "export-periods",
]
"""What is read as a file, and sent to let a worker make that file."""
ACTIONS = [
    "printout-again",
    "delete-view",
    "confirm-proposal",
    "reject-proposal",
    "take-back-proposal",
    "reopen-finding",
    "read-inbox",
    "read-news",
    "open-notification",
    "open-reminder",
    "acknowledge-reminder",
    "end-absence",
    "retry-message",
    "settle-message",
]
"""What a form on another page is sent to."""
ACCOUNT = [
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "end-other-sessions",
    "end-session",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
]
"""What somebody asks about their own sign-in, most of it after saying who they are once more."""
OUTSIDE = [
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "healthz",
    "metrics",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "readyz",
    "socialaccount_login_cancelled",
    "unsubscribe",
]
"""What people and machines ask for before anybody has signed in."""
MOST_QUERIES = 20


@pytest.fixture
def person(sign_in: Callable[[str], Client]) -> Client:
    """Legal: may do all that the product lets anybody do outside admin."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def urls(quarterly: Deadline) -> dict[str, str]:
    """The address of each page."""
    agreement = Agreement.objects.get(slug="subscription-agreement")
    by = User.objects.get(email="legal@demo.localhost")
    fact = Event.objects.effective().get(type__name="closing")
    done = Performance.objects.earliest("pk")
    proof = add_evidence(performance=done, file=ContentFile(PDF, "fax.pdf"), by=by)
    days = {"first_day": SUNDAY, "last_day": SUNDAY, "as_of": SUNDAY}
    printout = request_printout(kind="certificate", agreement=None, by=by, **days)
    Printout.objects.update(content=PDF, sha256="0" * 64, finished_at=timezone.now())
    asked = request_recomputation(reason="A typhoon", by=by)
    run_recomputation(recomputation=asked, today=date(2026, 11, 22))
    amendment = AmendmentFactory(agreement=agreement, executed=date(2026, 11, 2), recorded_by=by)
    piece = SourceArticleFactory(article=agreement.articles.get(number="12.1(3)"), position=0)
    kept = keep_upload(
        agreement=agreement, content=b"Article 1", name="sa.txt", standing="original", by=by
    )
    of_agreement = [agreement.slug]
    document = [agreement.slug, piece.document.pk]
    finding = [Finding.objects.get(check_kind="address").pk]
    reminder = [remind(quarterly, by).pk]
    failed = [mail(quarterly, by, state="failed").message_id]
    absence = [AbsenceFactory(person=by, first_day=SUNDAY, last_day=SUNDAY).pk]
    policy = [ReminderPolicy.objects.create(kind="duty").pk]
    view = [save_view(owner=by, name="Mine", query="kind=duty", is_shared=False)[0].key]
    right, act, waiver = decidable(quarterly)
    close_period(agreement=agreement, until=date(2000, 1, 1), reason="History", by=by, today=SUNDAY)
    broken = BreachFactory(obligation=quarterly.obligation, deadline=quarterly)
    other = BreachFactory(obligation=quarterly.obligation)
    remedy = remedy_breach(breach=other, on=SUNDAY, note="Sent", by=by)
    given = ConsentRecordFactory(consent__obligation=quarterly.obligation)
    proposed = [ProposalFactory(agreement=agreement, proposed_by=by).pk]
    reading = agreement.readings.earliest("pk")
    figures = deadline_of("sa-12-1-3", "Q3 FY2026")
    matter = open_matter(about=figures, title="Figures", reason="Draft", bound_on=SUNDAY, by=by)
    own = matter.grants.get()
    notice = [NoticeFactory(agreement=agreement, recorded_by=by).pk]
    comment, _new = add_comment(about=quarterly, words="Sent?", by=by)
    add_comment(about=quarterly, words="Seen", by=done.recorded_by, tell=[by])
    arguments: dict[str, list[Any]] = {
        "obligation": ["sa-12-1-3"],
        "change-obligation": ["sa-12-1-3"],
        "deadline": [quarterly.pk],
        "recomputation": [asked.pk],
        "comment-deadline": [quarterly.pk],
        "comment-obligation": ["sa-12-1-3"],
        "withdraw-comment": [comment.pk],
        "open-notification": [by.notifications.get().pk],
        "record-performance": [quarterly.pk],
        "correct-performance": [done.deadline_id, done.pk],
        "withdraw-performance": [done.deadline_id, done.pk],
        "add-evidence": [done.deadline_id, done.pk],
        "withdraw-evidence": [done.deadline_id, proof.pk],
        "evidence-file": [done.deadline_id, proof.pk],
        "saved-view": view,
        "delete-view": view,
        "printout": [printout.pk],
        "printout-file": [printout.pk],
        "printout-again": [printout.pk],
        **{name: ["csv"] for name in [*LISTS, "export-findings"]},
        "approve-dispatch": [quarterly.pk],
        "waive-deadline": [quarterly.pk],
        "extend-deadline": [quarterly.pk],
        "decline-right": [right.pk],
        "verify-performance": [act.deadline_id, act.pk],
        "reject-performance": [act.deadline_id, act.pk],
        "confirm-decision": [waiver.deadline_id, waiver.pk],
        "withdraw-decision": [waiver.deadline_id, waiver.pk],
        "restrict-deadline": [quarterly.pk],
        "restrict-event": [fact.pk],
        "matter": [matter.pk],
        "let-in": [matter.pk],
        "end-access": [matter.pk, own.pk],
        "close-matter": [matter.pk],
        "agreement": of_agreement,
        "article": [agreement.slug, "12.1-3"],
        "proposal": proposed,
        "confirm-proposal": proposed,
        "reject-proposal": proposed,
        "take-back-proposal": proposed,
        "readings": of_agreement,
        "propose-reading": of_agreement,
        "change-reading": [agreement.slug, reading.pk],
        "add-obligation": [agreement.slug, "12.1-3"],
        "terms": of_agreement,
        "agreement-findings": of_agreement,
        "closing": of_agreement,
        "periods": of_agreement,
        "close-period": of_agreement,
        "reopen-period": of_agreement,
        "record-closing": [agreement.slug, "sa-5-1"],
        "amendments": of_agreement,
        "record-amendment": of_agreement,
        "amendment": [agreement.slug, amendment.pk],
        "withdraw-amendment": [agreement.slug, amendment.pk],
        "redline": of_agreement,
        "sources": of_agreement,
        "import-source": of_agreement,
        "preview-source": [agreement.slug, kept.pk],
        "source": document,
        "source-file": document,
        "source-mismatches": document,
        "settle-piece": [*document, 0],
        "settle-finding": finding,
        "reopen-finding": finding,
        "correct-event": [fact.pk],
        "withdraw-event": [fact.pk],
        "breach": [broken.pk],
        "record-breach": ["sa-12-1-3"],
        "remedy-breach": [broken.pk],
        "withdraw-breach": [broken.pk],
        "undo-remedy": [other.pk, remedy.pk],
        "consent": [given.consent_id],
        "ask-consent": ["sa-19"],
        "answer-consent": [given.consent_id],
        "withdraw-consent-record": [given.consent_id, given.pk],
        "notice": notice,
        "correct-notice": notice,
        "withdraw-notice": notice,
        "reminder": reminder,
        "open-reminder": reminder,
        "acknowledge-reminder": reminder,
        "change-absence": absence,
        "end-absence": absence,
        "change-reminder-policy": policy,
        "retry-message": failed,
        "settle-message": failed,
    }
    names = [*READ, *WRITE, *PARTS, *LISTS, *ACTIONS]
    return {name: reverse(name, args=arguments.get(name, [])) for name in names}


def decidable(like: Deadline) -> tuple[Deadline, Performance, Decision]:
    """A right that is open, an act of somebody that waits to be verified, and a waiver."""
    parties = {"article": like.obligation.article, "obligor": like.obligation.obligor}
    right = DeadlineVersionFactory(
        deadline__obligation=ObligationFactory(kind="right", **parties),
        kind="from",
        opens=date(2026, 11, 1),
        **dict.fromkeys(["safe", "before_roll", "due"]),
    ).deadline
    duty = DeadlineVersionFactory(deadline__obligation=ObligationFactory(**parties)).deadline
    on = date(2026, 11, 19)
    act = PerformanceFactory(
        deadline=duty, dispatched_on=on, arrived_on=on, needs_verification=True
    )
    return right, act, DecisionFactory(deadline=like, on=on)


def test_every_address_of_the_product_is_tried_here() -> None:
    """A new address stands in one of the lists above, so that what follows holds for it too."""
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    assert sorted(names) == sorted([*READ, *WRITE, *PARTS, *LISTS, *ACTIONS, *ACCOUNT, *OUTSIDE])


def test_nobody_sees_a_page_without_signing_in(urls: dict[str, str], client: Client) -> None:
    for url in urls.values():
        for response in (client.get(url), client.post(url, {"record": "1"})):
            assert response.status_code == 302
            assert response.headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("name", [*READ, *WRITE])
def test_a_page_is_readable_kept_nowhere_and_looking_changes_nothing(
    name: str, urls: dict[str, str], person: Client
) -> None:
    before = counts()
    get(person, urls[name])
    assert person.head(urls[name]).headers["Cache-Control"] == "no-store"
    assert counts() == before


@pytest.mark.parametrize("name", READ)
def test_a_page_can_be_read_as_then_recorded(
    name: str, urls: dict[str, str], person: Client
) -> None:
    date_back(date(2026, 11, 20), loaded_too=True)
    then = {"as_of": "2026-11-21", "known": "then"}
    known = person.get(urls[name], {"as_of": "2026-11-21"}).status_code
    assert person.get(urls[name], then).status_code == known == 200


def test_a_page_that_only_shows_takes_nothing(urls: dict[str, str], person: Client) -> None:
    for name in [*READ, *PARTS]:
        for method in ("post", "put", "patch", "delete"):
            assert getattr(person, method)(urls[name]).status_code == 405, (method, name)


def test_a_form_is_sent_by_post(urls: dict[str, str], person: Client) -> None:
    for name in [*WRITE, *LISTS, *ACTIONS]:
        for method in ("put", "patch", "delete"):
            assert getattr(person, method)(urls[name]).status_code == 405, (method, name)
    for name in ACTIONS:
        assert person.get(urls[name]).status_code == 405, name


def test_more_rows_ask_no_more_queries(
    urls: dict[str, str], person: Client, quarterly: Deadline
) -> None:
    get(person, "/")
    add_overdue(quarterly, 3)
    few = queries(person, urls)
    add_overdue(quarterly, 57)
    ReminderFactory.create_batch(10, version=quarterly.current)
    signing = Event.objects.effective().get(type__name="signing")
    EventFactory.create_batch(57, type=signing.type, recorded_by=signing.recorded_by)
    BreachFactory.create_batch(10, obligation=quarterly.obligation, deadline=quarterly)
    ConsentFactory.create_batch(10, obligation=quarterly.obligation)
    NoticeFactory.create_batch(10, agreement=signing.type.agreement, means="email")
    ProposalFactory.create_batch(10, agreement=signing.type.agreement)
    many = queries(person, urls)
    assert {name: number for name, number in many.items() if number > few[name]} == {}
    assert max(few.values()) <= MOST_QUERIES, few


def queries(client: Client, urls: dict[str, str]) -> dict[str, int]:
    """How many queries each page asks."""
    asked = {}
    for name, url in urls.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        asked[name] = len(captured)
    return asked


def counts() -> dict[str, int]:
    """How many rows each of our tables has."""
    return {
        model._meta.label: model._default_manager.count()  # noqa: SLF001 (documented for generic code)
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }
