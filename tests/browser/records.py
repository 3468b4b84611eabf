"""Pages about records, proposals and matters, and the forms on which people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from agreements.models import Agreement
from obligations.models import Event, Printout
from obligations.services import close_period, remedy_breach
from obligations.services.matters import let_in, open_matter
from obligations.services.printouts import request_list
from tests.browser.days import quarterly
from tests.factories import (
    BreachFactory,
    ConsentFactory,
    ConsentRecordFactory,
    NoticeFactory,
    ProposalFactory,
)

SUBSCRIPTION = "/agreements/subscription-agreement/"
SUNDAY = date(2026, 11, 22)


def addresses_of_records() -> dict[str, str]:
    """Notices, consents, breaches and closed periods, by what they show."""
    agreement = Agreement.objects.get(slug="subscription-agreement")
    by = User.objects.get(email="legal@demo.localhost")
    deadline = quarterly()
    duty = deadline.obligation
    close_period(agreement=agreement, until=date(2003, 9, 1), reason="Audited", by=by, today=SUNDAY)
    letter = NoticeFactory(agreement=agreement, means="email", proof="Read", recorded_by=by)
    asked = ConsentFactory(obligation=duty, wanted_by=SUNDAY)
    given = ConsentRecordFactory(consent__obligation=duty, conditions="Once")
    broken = BreachFactory(obligation=duty, deadline=deadline)
    other = BreachFactory(obligation=duty)
    remedy = remedy_breach(breach=other, on=SUNDAY, note="Sent", by=by)
    notice, consent, answered = (
        found.get_absolute_url() for found in (letter, asked, given.consent)
    )
    breach, remedied = broken.get_absolute_url(), other.get_absolute_url()
    return {
        "notices": "/notices/",
        "notices in vain": "/notices/?word=zzyzx&unproved=on",
        "notice": notice,
        "record notice": f"/notices/record/?deadline={deadline.pk}",
        "correct notice": f"{notice}correct/",
        "withdraw notice": f"{notice}withdraw/",
        "consents": "/consents/",
        "consent": answered,
        "ask consent": "/obligations/sa-19/consents/ask/",
        "answer consent": f"{consent}answer/",
        "withdraw consent record": f"{answered}records/{given.pk}/withdraw/",
        "breaches": "/breaches/",
        "breach": breach,
        "record breach": "/obligations/sa-12-1-3/breaches/record/",
        "remedy breach": f"{breach}remedy/",
        "withdraw breach": f"{breach}withdraw/",
        "undo remedy": f"{remedied}records/{remedy.pk}/withdraw/",
        "closed periods": f"{SUBSCRIPTION}periods/",
        "close period": f"{SUBSCRIPTION}periods/close/",
        "reopen period": f"{SUBSCRIPTION}periods/reopen/",
    }


def addresses_of_care() -> dict[str, str]:
    """Proposals, matters, and files that a worker makes, by what they show."""
    agreement = Agreement.objects.get(slug="subscription-agreement")
    by, colleague = (
        User.objects.get(email=f"{name}@demo.localhost") for name in ("legal", "compliance")
    )
    deadline = quarterly()
    fact = Event.objects.effective().get(type__name="closing")
    said: dict[str, Any] = {"bound_on": SUNDAY, "by": by}
    matter = open_matter(about=deadline, title="Figures", reason="Draft", **said)
    grant = let_in(matter=matter, person=colleague, reason="Drafts", until=SUNDAY, **said)
    place = matter.get_absolute_url()
    reading = agreement.readings.earliest("pk")
    own = ProposalFactory(agreement=agreement, proposed_by=by)
    theirs = ProposalFactory(agreement=agreement)
    ready, failed, under_way = (
        request_list(
            kind=kind, ending="csv", query="state=open", as_of=SUNDAY, known_before=None, by=by
        )
        for kind in ("breaches", "consents", "notices")
    )
    Printout.objects.filter(pk=ready.pk).update(
        content=b"-", sha256="0" * 64, total=3_000, finished_at=timezone.now()
    )
    Printout.objects.filter(pk=failed.pk).update(
        error="OSError: no space left", attempts=3, finished_at=timezone.now()
    )
    Printout.objects.filter(pk=under_way.pk).update(total=3_000, done=500)
    return {
        "proposals": "/reviews/",
        "own proposal": own.get_absolute_url(),
        "proposal": theirs.get_absolute_url(),
        "change a reading": f"{SUBSCRIPTION}readings/{reading.pk}/propose/",
        "matters": "/matters/",
        "matter": place,
        "deadline of a matter": f"/deadlines/{deadline.pk}/",
        "restrict": f"/events/{fact.pk}/restrict/",
        "let in": f"{place}people/new/",
        "end access": f"{place}people/{grant.pk}/end/",
        "close matter": f"{place}close/",
        "documents and files": "/printouts/",
        "file": ready.get_absolute_url(),
        "file under way": under_way.get_absolute_url(),
        "file that failed": failed.get_absolute_url(),
    }
