"""One small factory for each model; every default can be overridden by keyword."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

from django.contrib.auth.hashers import make_password
from factory.declarations import (
    LazyAttribute,
    LazyFunction,
    Maybe,
    PostGeneration,
    SelfAttribute,
    Sequence,
    SubFactory,
)
from factory.django import DjangoModelFactory

from accounts.models import Role, Team, User
from agreements.models import (
    Agreement,
    AgreementParty,
    AgreementReader,
    Amendment,
    Article,
    ArticleChange,
    FiscalYear,
    Party,
    SourceArticle,
    SourceDocument,
)
from agreements.services import create_twelve_month_year
from obligations.models import (
    Breach,
    BreachRecord,
    Comment,
    Consent,
    ConsentRecord,
    Deadline,
    DeadlineVersion,
    Decision,
    Event,
    EventType,
    Notice,
    Obligation,
    ObligationVersion,
    Performance,
    Proposal,
    ProposalDecision,
    Reading,
    State,
)
from reminders.models import (
    Absence,
    Audience,
    Channel,
    Heartbeat,
    Message,
    PolicyStep,
    Preferences,
    Reminder,
    ReminderPolicy,
    Webhook,
)

PASSWORD = "correct horse battery staple"


@cache
def hashed(password: str) -> str:
    """The hash of a password; hashing is slow on purpose, so people of tests share one."""
    return make_password(password)


class UserFactory(DjangoModelFactory[User]):
    """A compliance officer who signs in with `PASSWORD`."""

    class Meta:
        model = User

    email = Sequence("person{}@example.com".format)
    name = Sequence("Person {}".format)
    role = Role.COMPLIANCE
    password = LazyFunction(lambda: hashed(PASSWORD))


class AdministratorFactory(UserFactory):
    """A person who may use Django admin."""

    role = Role.ADMINISTRATOR
    is_staff = True
    is_superuser = True


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = Sequence("Team {}".format)
    responsible = SubFactory(UserFactory)


class PartyFactory(DjangoModelFactory[Party]):
    class Meta:
        model = Party

    key = Sequence("party-{}".format)
    name = Sequence("Party {} Inc.".format)
    short_name = Sequence("Party {}".format)
    kind = Party.Kind.COMPANY


class FiscalYearFactory(DjangoModelFactory[FiscalYear]):
    """Twelve months from `start` with their halves and quarters."""

    class Meta:
        model = FiscalYear

    party = SubFactory(PartyFactory)
    start = date(2026, 4, 1)

    @classmethod
    def _create(cls, model_class: type[FiscalYear], *args: Any, **kwargs: Any) -> FiscalYear:
        return create_twelve_month_year(**kwargs)


class AgreementFactory(DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    slug = Sequence("agreement-{}".format)
    title = Sequence("Agreement {}".format)
    short_title = SelfAttribute("title")
    kind = Agreement.Kind.AGREEMENT
    governing_law = "Japan"
    executed = date(2003, 9, 16)
    in_force_from = date(2003, 9, 16)


class AgreementPartyFactory(DjangoModelFactory[AgreementParty]):
    class Meta:
        model = AgreementParty

    agreement = SubFactory(AgreementFactory)
    party = SubFactory(PartyFactory)
    role = "Issuer"


class AgreementReaderFactory(DjangoModelFactory[AgreementReader]):
    """A person let in; the instrument must be `restricted` for this to matter."""

    class Meta:
        model = AgreementReader

    agreement = SubFactory(AgreementFactory, restricted=True)
    user = SubFactory(UserFactory)
    granted_by = SubFactory(AdministratorFactory)


class ArticleFactory(DjangoModelFactory[Article]):
    class Meta:
        model = Article

    agreement = SubFactory(AgreementFactory)
    position = Sequence(lambda n: n + 1)
    number = LazyAttribute(lambda article: str(article.position))
    slug = LazyAttribute(lambda article: str(article.position))
    heading = LazyAttribute(lambda article: f"Heading {article.position}")


class SourceDocumentFactory(DjangoModelFactory[SourceDocument]):
    class Meta:
        model = SourceDocument

    agreement = SubFactory(AgreementFactory)
    standing = SourceDocument.Standing.TRANSLATION
    name = "agreement.txt"
    content = b"text"
    sha256 = "0" * 64
    confidence = 1.0


class SourceArticleFactory(DjangoModelFactory[SourceArticle]):
    """The signed text of `article`."""

    class Meta:
        model = SourceArticle

    article = SubFactory(ArticleFactory)
    document = LazyAttribute(lambda piece: SourceDocumentFactory(agreement=piece.article.agreement))
    position = Sequence(lambda n: n)
    level = 1
    number = LazyAttribute(lambda piece: piece.article.number)
    text = "As signed."
    match = SourceArticle.Match.FOUND


class AmendmentFactory(DjangoModelFactory[Amendment]):
    """A bare amendment; `obligations.services.amendments.record_amendment` writes a whole one."""

    class Meta:
        model = Amendment

    agreement = SubFactory(AgreementFactory)
    title = Sequence("Amendment {}".format)
    executed = date(2026, 11, 2)
    effective = date(2027, 1, 1)
    recorded_by = SubFactory(UserFactory)


class ArticleChangeFactory(DjangoModelFactory[ArticleChange]):
    class Meta:
        model = ArticleChange

    article = SubFactory(ArticleFactory)
    amendment = LazyAttribute(lambda change: AmendmentFactory(agreement=change.article.agreement))
    old_text = "As signed."
    new_text = "As amended."


class ObligationFactory(DjangoModelFactory[Obligation]):
    """An obligation and the first version of its rule: `ObligationFactory(rule="...")`."""

    class Meta:
        model = Obligation
        skip_postgeneration_save = True

    article = SubFactory(ArticleFactory)
    key = Sequence("obligation-{}".format)
    title = Sequence("Obligation {}".format)
    kind = Obligation.Kind.DUTY
    obligor = SubFactory(PartyFactory)
    obligee = SubFactory(PartyFactory)
    rule = PostGeneration(
        lambda obligation, create, extracted, **_: ObligationVersionFactory(
            obligation=obligation, rule=extracted or "within 30 days after closing"
        )
    )


class ObligationVersionFactory(DjangoModelFactory[ObligationVersion]):
    class Meta:
        model = ObligationVersion

    obligation = SubFactory(ObligationFactory)
    rule = "within 30 days after closing"


class EventTypeFactory(DjangoModelFactory[EventType]):
    class Meta:
        model = EventType

    agreement = SubFactory(AgreementFactory)
    name = Sequence("event {}".format)
    description = LazyAttribute(lambda type_: f"What happened: {type_.name}")


class EventFactory(DjangoModelFactory[Event]):
    """A bare fact; `obligations.services.record_event` also opens what follows from it."""

    class Meta:
        model = Event

    type = SubFactory(EventTypeFactory)
    happened_on = date(2026, 11, 12)
    recorded_by = SubFactory(UserFactory)


class StateFactory(DjangoModelFactory[State]):
    class Meta:
        model = State

    agreement = SubFactory(AgreementFactory)
    name = Sequence("state {}".format)


class ProposalFactory(DjangoModelFactory[Proposal]):
    """A reading that somebody of Legal proposed, and nobody decided."""

    class Meta:
        model = Proposal

    kind = Proposal.Kind.READING
    subject = Sequence("reading {}".format)
    agreement = SubFactory(AgreementFactory)
    after = LazyAttribute(lambda row: {"question": f"Question of {row.subject}"})
    proposed_by = SubFactory("tests.factories.LawyerFactory")


class ProposalDecisionFactory(DjangoModelFactory[ProposalDecision]):
    class Meta:
        model = ProposalDecision

    proposal = SubFactory(ProposalFactory)
    kind = ProposalDecision.Kind.REJECTED
    reason = "Not so"
    decided_by = SubFactory("tests.factories.LawyerFactory")


class ReadingFactory(DjangoModelFactory[Reading]):
    class Meta:
        model = Reading

    agreement = SubFactory(AgreementFactory)
    question = Sequence("Question {}".format)
    choice = "This"
    other = "That"
    reason = "Because"
    decided_by = "Somebody"
    decided_on = date(2026, 4, 1)


class DeadlineFactory(DjangoModelFactory[Deadline]):
    """A deadline without a version yet: `DeadlineVersionFactory().deadline` has one."""

    class Meta:
        model = Deadline

    obligation = SubFactory(ObligationFactory)


class DeadlineVersionFactory(DjangoModelFactory[DeadlineVersion]):
    """A version that becomes the current one of its deadline: safe Fri 11, due Mon 14 Dec 2026."""

    class Meta:
        model = DeadlineVersion

    deadline = SubFactory(DeadlineFactory)
    number = LazyAttribute(lambda version: version.deadline.versions.count() + 1)
    kind = DeadlineVersion.Kind.DATE
    safe = date(2026, 12, 11)
    before_roll = date(2026, 12, 12)
    due = date(2026, 12, 14)
    anchored_on = date(2026, 11, 12)
    rule_version = LazyAttribute(lambda version: version.deadline.obligation.versions.latest("pk"))
    policy = Agreement.Policy.JAPAN_FULL
    zone = "Asia/Tokyo"
    reason = "Fact recorded"

    @classmethod
    def _create(cls, model_class: type[DeadlineVersion], *args: Any, **kw: Any) -> DeadlineVersion:
        version = cast(DeadlineVersion, super()._create(model_class, *args, **kw))
        version.deadline.current = version
        version.deadline.save()
        return version


class PerformanceFactory(DjangoModelFactory[Performance]):
    class Meta:
        model = Performance

    deadline = LazyFunction(lambda: DeadlineVersionFactory().deadline)
    dispatched_on = date(2026, 12, 10)
    arrived_on = date(2026, 12, 11)
    counted_on = SelfAttribute("arrived_on")
    means = Performance.Means.WRITING
    recorded_by = SubFactory(UserFactory)


class CommentFactory(DjangoModelFactory[Comment]):
    """What a compliance officer says about a deadline."""

    class Meta:
        model = Comment

    deadline = LazyFunction(lambda: DeadlineVersionFactory().deadline)
    words = "NTT asked by telephone."
    recorded_by = SubFactory(UserFactory)


class NoticeFactory(DjangoModelFactory[Notice]):
    """A letter that came in."""

    class Meta:
        model = Notice

    agreement = SubFactory(AgreementFactory)
    way = "in"
    title = Sequence("Letter {}".format)
    party = SubFactory(PartyFactory)
    means = Performance.Means.WRITING
    arrived_on = date(2026, 11, 19)
    recorded_by = SubFactory(UserFactory)


class ConsentFactory(DjangoModelFactory[Consent]):
    """A request that nobody has answered."""

    class Meta:
        model = Consent

    obligation = LazyFunction(ObligationFactory)
    asked_by = SubFactory(PartyFactory)
    asked_of = SubFactory(PartyFactory)
    what = "To publish the figures"
    asked_on = date(2026, 11, 9)
    means = Performance.Means.WRITING
    recorded_by = SubFactory(UserFactory)


class ConsentRecordFactory(DjangoModelFactory[ConsentRecord]):
    """It was given."""

    class Meta:
        model = ConsentRecord

    consent = SubFactory(ConsentFactory)
    kind = ConsentRecord.Kind.GIVEN
    on = date(2026, 11, 12)
    recorded_by = SubFactory(UserFactory)


class BreachFactory(DjangoModelFactory[Breach]):
    """A breach that nobody has remedied."""

    class Meta:
        model = Breach

    obligation = SubFactory(ObligationFactory)
    party = SubFactory(PartyFactory)
    happened_on = date(2026, 11, 16)
    known_on = date(2026, 11, 18)
    what = "Published without consent"
    reason = "Nobody had consented"
    recorded_by = SubFactory(UserFactory)


class BreachRecordFactory(DjangoModelFactory[BreachRecord]):
    """It was remedied."""

    class Meta:
        model = BreachRecord

    breach = SubFactory(BreachFactory)
    kind = BreachRecord.Kind.REMEDIED
    on = date(2026, 11, 18)
    note = "Consent was given afterwards"
    recorded_by = SubFactory(UserFactory)


class LawyerFactory(UserFactory):
    """A person of Legal, who reviews what others recorded."""

    role = Role.LEGAL


class DecisionFactory(DjangoModelFactory[Decision]):
    """A waiver that nobody has confirmed; `confirm(decision)` lets it take effect."""

    class Meta:
        model = Decision

    deadline = LazyFunction(lambda: DeadlineVersionFactory().deadline)
    kind = Decision.Kind.WAIVED
    on = date(2026, 12, 10)
    granted_by = LazyAttribute(
        lambda row: row.deadline.obligation.obligee if row.kind in {"waived", "extended"} else None
    )
    reason = "Agreed"
    decided_by = SubFactory(LawyerFactory)


def confirm(decision: Decision) -> Decision:
    """A second person confirms a decision on its own day."""
    return DecisionFactory(
        deadline=decision.deadline, kind="confirmed", confirms=decision, on=decision.on
    )


class WebhookFactory(DjangoModelFactory[Webhook]):
    class Meta:
        model = Webhook

    name = Sequence("Room {}".format)
    url = "https://hooks.example/governance"
    secret = "a secret of this test"
    on_behalf_of = SubFactory(UserFactory)


class MessageFactory(DjangoModelFactory[Message]):
    """An e-mail that waits."""

    class Meta:
        model = Message

    kind = Message.Kind.SINGLE
    recipient = SubFactory(UserFactory)
    created_at = datetime(2026, 12, 4, 0, 0, tzinfo=UTC)
    next_try_at = SelfAttribute("created_at")


class ReminderFactory(DjangoModelFactory[Reminder]):
    """A reminder, by default in an e-mail of its own that waits."""

    class Meta:
        model = Reminder

    class Params:
        is_mail = LazyAttribute(lambda row: row.recipient is not None and row.channel == "email")

    version = SubFactory(DeadlineVersionFactory)
    deadline = SelfAttribute("version.deadline")
    step = "before-7"
    recipient = SubFactory(UserFactory)
    channel = Channel.EMAIL
    audience = Audience.OWNER
    remind_at = datetime(2026, 12, 4, 0, 0, tzinfo=UTC)
    planned_at = SelfAttribute("remind_at")
    message = Maybe(
        "is_mail",
        SubFactory(
            MessageFactory,
            recipient=SelfAttribute("..recipient"),
            created_at=SelfAttribute("..remind_at"),
            act_by=SelfAttribute("..version.safe"),
        ),
        None,
    )


class ReminderPolicyFactory(DjangoModelFactory[ReminderPolicy]):
    class Meta:
        model = ReminderPolicy


class PolicyStepFactory(DjangoModelFactory[PolicyStep]):
    """Seven days before the safe date to the responsible person, by e-mail."""

    class Meta:
        model = PolicyStep

    policy = SubFactory(ReminderPolicyFactory)
    days = -7
    audience = LazyFunction(lambda: [Audience.OWNER])
    channels = LazyFunction(lambda: [Channel.EMAIL])


class PreferencesFactory(DjangoModelFactory[Preferences]):
    class Meta:
        model = Preferences

    person = SubFactory(UserFactory)


class AbsenceFactory(DjangoModelFactory[Absence]):
    class Meta:
        model = Absence

    person = SubFactory(UserFactory)
    stand_in = SubFactory(UserFactory)


class HeartbeatFactory(DjangoModelFactory[Heartbeat]):
    class Meta:
        model = Heartbeat

    name = Sequence("task {}".format)
    beat_at = datetime(2026, 12, 4, 0, 0, tzinfo=UTC)
