import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import secrets
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.state import StateApps


# What was not assessed may be assessed from another day on: the planner looks at once, whoever
# changed the day, and however.
WAKE = """
    CREATE FUNCTION reminders_wake_planner() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE obligations_deadline d SET next_step_at = 'epoch'
        FROM obligations_deadlinestate s
        WHERE s.deadline_id = d.id AND s.agreement_id = NEW.id
          AND s.counted_on IS NULL AND s.kind IN ('date', 'standard');
        RETURN NULL;
    END $$;
    CREATE TRIGGER reminders_tracked_from AFTER UPDATE OF tracked_from ON agreements_agreement
    FOR EACH ROW WHEN (NEW.tracked_from IS DISTINCT FROM OLD.tracked_from)
    EXECUTE FUNCTION reminders_wake_planner()
"""
SLEEP = """
    DROP TRIGGER reminders_tracked_from ON agreements_agreement;
    DROP FUNCTION reminders_wake_planner()
"""

STEPS = [
    *[("agreement", -days, None, ["owner"]) for days in (30, 14, 7, 3, 1, 0)],
    ("agreement", 1, None, ["owner", "backup", "team"]),
    ("agreement", 8, 7, ["owner", "backup", "team", "head"]),
    *[("target", -days, None, ["owner"]) for days in (30, 14, 7, 3, 1, 0)],
    ("target", 1, None, ["owner", "backup", "team"]),
    ("target", 8, 7, ["owner", "backup", "team"]),
]


def add_default_policy(apps: StateApps, schema_editor: object) -> None:
    """The policy of all obligations for which there is no other."""
    policy = apps.get_model("reminders", "ReminderPolicy").objects.create()
    step = apps.get_model("reminders", "PolicyStep")
    step.objects.bulk_create(
        step(
            policy=policy,
            clock=clock,
            days=days,
            repeat_days=repeat_days,
            audience=audience,
            channels=["email", "inbox", "webhook"],
        )
        for clock, days, repeat_days, audience in STEPS
    )


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('reminders', '0001_initial'),
        ('reminders', '0002_policies_and_messages'),
        ('reminders', '0003_parts_and_stuck_messages'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0002_language_and_members'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('agreements', '0001_squashed_0005_words_of_constraints'),
        ('obligations', '0001_squashed_0019_proposals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='task')),
                ('beat_at', models.DateTimeField(verbose_name='last run')),
            ],
            options={
                'verbose_name': 'heartbeat',
                'verbose_name_plural': 'heartbeats',
            },
        ),
        migrations.CreateModel(
            name='HistoricalAbsence',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('stand_in', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stand-in')),
            ],
            options={
                'verbose_name': 'historical absence',
                'verbose_name_plural': 'historical absences',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPreferences',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('delivery', models.CharField(choices=[('single', 'One by one'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest')], default='single', help_text='What cannot wait for the digest comes by itself: on the day, after it, or when the digest would come too late.', max_length=10, verbose_name='e-mails')),
                ('digest_at', models.TimeField(default=datetime.time(8, 30), verbose_name='digest at')),
                ('digest_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday')], default=0, verbose_name='weekly digest on')),
                ('digest_stopped', models.BooleanField(default=False, help_text='What a digest would carry stands in the inbox only, as long as it is more than 7 calendar days ahead. What is due within 7 days still comes by e-mail.', verbose_name='no digest by e-mail')),
                ('quiet_from', models.TimeField(default=datetime.time(0, 0), help_text='The same time twice: no quiet hours.', verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(0, 0), verbose_name='quiet until')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'historical reminder preferences',
                'verbose_name_plural': 'historical reminder preferences',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReminderPolicy',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('duty', 'Duty'), ('right', 'Right'), ('prohibition', 'Prohibition'), ('condition', 'Condition precedent'), ('representation', 'Representation'), ('definition', 'Definition'), ('other', 'Other')], max_length=15, verbose_name='kind of obligation')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('agreement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='instrument')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='obligations.obligation', verbose_name='obligation')),
            ],
            options={
                'verbose_name': 'historical reminder policy',
                'verbose_name_plural': 'historical reminder policies',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalWebhook',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=80, verbose_name='name')),
                ('url', models.URLField(help_text='https:// only, no private address.', max_length=500, verbose_name='address')),
                ('format', models.CharField(choices=[('json', 'JSON, signed'), ('slack', 'Slack'), ('teams', 'Microsoft Teams')], default='json', max_length=10, verbose_name='format')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_behalf_of', models.ForeignKey(blank=True, db_constraint=False, help_text='It is told what this person may know, and nothing once the person has left.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
                ('team', models.ForeignKey(blank=True, db_constraint=False, help_text='Only its obligations; empty: those of all teams.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'historical webhook',
                'verbose_name_plural': 'historical webhooks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('single', 'Single reminder'), ('digest', 'Digest'), ('late', 'Digest after an outage'), ('undelivered', 'Notice of a failed delivery'), ('alarm', 'Alarm: reminders stood still')], max_length=12, verbose_name='kind')),
                ('created_at', models.DateTimeField(verbose_name='planned')),
                ('next_try_at', models.DateTimeField(help_text='A worker that claims it moves this ahead: when it dies, another one tries.', verbose_name='next attempt')),
                ('act_by', models.DateField(blank=True, help_text='Of what waits, the oldest due goes first.', null=True, verbose_name='earliest day to act by')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='planned', max_length=10, verbose_name='state')),
                ('attempt', models.PositiveSmallIntegerField(default=0, help_text='Only the latest attempt may write its result.', verbose_name='attempts')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('stuck_at', models.DateTimeField(blank=True, help_text='From then on people are told that it is still being tried in vain.', null=True, verbose_name='stuck from')),
                ('part', models.PositiveSmallIntegerField(default=1, verbose_name='part')),
                ('parts', models.PositiveSmallIntegerField(default=1, help_text='A long digest comes in several mails.', verbose_name='of so many parts')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='failure settled')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='reminders.message', verbose_name='message that failed')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages_to', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
                ('settled_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['next_try_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['planned', 'sending'])), fields=['act_by', 'id'], name='message_outstanding'), models.Index(condition=models.Q(('settled_at', None), ('state', 'failed')), fields=['created_at'], name='message_unsettled'), models.Index(condition=models.Q(('state__in', ['planned', 'sending']), ('stuck_at__isnull', False)), fields=['stuck_at'], name='message_stuck'), django.contrib.postgres.indexes.BrinIndex(fields=['sent_at'], name='message_sent_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['single', 'digest', 'late', 'undelivered', 'alarm'])), name='message_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'sending', 'sent', 'failed', 'cancelled'])), name='message_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='message_sent_when'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='message_settled_by_somebody'), models.CheckConstraint(condition=models.Q(('part__gte', 1), ('part__lte', models.F('parts'))), name='message_part_of_parts'), models.UniqueConstraint(condition=models.Q(('about__isnull', False)), fields=('recipient', 'about'), name='message_one_notice')],
            },
        ),
        migrations.CreateModel(
            name='ReminderPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('duty', 'Duty'), ('right', 'Right'), ('prohibition', 'Prohibition'), ('condition', 'Condition precedent'), ('representation', 'Representation'), ('definition', 'Definition'), ('other', 'Other')], max_length=15, verbose_name='kind of obligation')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_policies', to='agreements.agreement', verbose_name='instrument')),
                ('obligation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_policies', to='obligations.obligation', verbose_name='obligation')),
            ],
            options={
                'verbose_name': 'reminder policy',
                'verbose_name_plural': 'reminder policies',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'agreement', 'obligation'), name='reminder_policy_once', nulls_distinct=False, violation_error_message='There is a policy for this already: change that one.'), models.CheckConstraint(condition=models.Q(models.Q(('agreement', None), ('kind', '')), models.Q(('kind', ''), ('obligation', None)), models.Q(('agreement', None), ('obligation', None)), _connector='OR'), name='reminder_policy_one_scope', violation_error_message='Choose one: a kind of obligation, an instrument or an obligation; nothing makes the default.'), models.CheckConstraint(condition=models.Q(('kind__in', ['', 'duty', 'right', 'prohibition', 'condition', 'representation', 'definition', 'other'])), name='reminder_policy_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='PolicyStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(choices=[('agreement', 'the date under the agreement'), ('target', 'the internal target')], default='agreement', max_length=10, verbose_name='counted from')),
                ('days', models.SmallIntegerField(help_text='Before: -7, on the day: 0, after: 7. Before and on the day counts from the safe date, after from the last day.', verbose_name='calendar days')),
                ('repeat_days', models.PositiveSmallIntegerField(blank=True, help_text='Only after the last day: without end until it is done.', null=True, verbose_name='then every … calendar days')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('owner', 'Responsible person'), ('backup', 'Backup'), ('team', 'Team'), ('head', 'Head of compliance')], max_length=10), size=None, verbose_name='to whom')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'E-mail'), ('inbox', 'Inbox'), ('webhook', 'Webhook')], max_length=10), size=None, verbose_name='by which channels')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='reminders.reminderpolicy', verbose_name='policy')),
            ],
            options={
                'verbose_name': 'step of a reminder policy',
                'verbose_name_plural': 'steps of a reminder policy',
                'ordering': ['policy', 'clock', 'days'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'clock', 'days'), name='policy_step_once', violation_error_message='This step exists already: add people to it.'), models.CheckConstraint(condition=models.Q(('clock__in', ['agreement', 'target'])), name='policy_step_clock_known'), models.CheckConstraint(condition=models.Q(('days__range', (-730, 730))), name='policy_step_within_two_years', violation_error_message='Give at most 730 days before or after.'), models.CheckConstraint(condition=models.Q(('repeat_days', None), models.Q(('days__gt', 0), ('repeat_days__gte', 1)), _connector='OR'), name='policy_step_repeats_after', violation_error_message='Only a step after the last day may repeat.'), models.CheckConstraint(condition=models.Q(('audience__contained_by', ['owner', 'backup', 'team', 'head']), ('audience__len__gte', 1)), name='policy_step_audience_known', violation_error_message='Choose at least one person or group to remind.'), models.CheckConstraint(condition=models.Q(('channels__contained_by', ['email', 'inbox', 'webhook']), ('channels__len__gte', 1)), name='policy_step_channels_known', violation_error_message='Choose at least one channel.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPolicyStep',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('clock', models.CharField(choices=[('agreement', 'the date under the agreement'), ('target', 'the internal target')], default='agreement', max_length=10, verbose_name='counted from')),
                ('days', models.SmallIntegerField(help_text='Before: -7, on the day: 0, after: 7. Before and on the day counts from the safe date, after from the last day.', verbose_name='calendar days')),
                ('repeat_days', models.PositiveSmallIntegerField(blank=True, help_text='Only after the last day: without end until it is done.', null=True, verbose_name='then every … calendar days')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('owner', 'Responsible person'), ('backup', 'Backup'), ('team', 'Team'), ('head', 'Head of compliance')], max_length=10), size=None, verbose_name='to whom')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'E-mail'), ('inbox', 'Inbox'), ('webhook', 'Webhook')], max_length=10), size=None, verbose_name='by which channels')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('policy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reminders.reminderpolicy', verbose_name='policy')),
            ],
            options={
                'verbose_name': 'historical step of a reminder policy',
                'verbose_name_plural': 'historical steps of a reminder policy',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('url', models.URLField(help_text='https:// only, no private address.', max_length=500, verbose_name='address')),
                ('format', models.CharField(choices=[('json', 'JSON, signed'), ('slack', 'Slack'), ('teams', 'Microsoft Teams')], default='json', max_length=10, verbose_name='format')),
                ('secret', models.CharField(default=secrets.token_urlsafe, help_text='Signs each call (HMAC-SHA256), so that the receiver knows who calls.', max_length=100, verbose_name='secret')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('on_behalf_of', models.ForeignKey(help_text='It is told what this person may know, and nothing once the person has left.', on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
                ('team', models.ForeignKey(blank=True, help_text='Only its obligations; empty: those of all teams.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('format__in', ['json', 'slack', 'teams'])), name='webhook_format_known'), models.CheckConstraint(condition=models.Q(('url__startswith', 'https://')), name='webhook_over_tls', violation_error_message='Give an address that begins with https://.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(help_text='Calendar days from the day to act by, or from the internal target.', max_length=20, verbose_name='step')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('inbox', 'Inbox'), ('webhook', 'Webhook')], default='email', max_length=10, verbose_name='channel')),
                ('audience', models.CharField(blank=True, choices=[('owner', 'Responsible person'), ('backup', 'Backup'), ('team', 'Team'), ('head', 'Head of compliance')], max_length=10, verbose_name='reminded as')),
                ('remind_at', models.DateTimeField(verbose_name='due to be sent')),
                ('planned_at', models.DateTimeField(verbose_name='planned')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problem')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('cancelled_why', models.CharField(blank=True, max_length=200, verbose_name='why cancelled')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged')),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='obligations.deadline', verbose_name='deadline')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='reminders.message', verbose_name='message')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
                ('stands_in_for', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stands in for')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='obligations.deadlineversion', verbose_name='version')),
                ('webhook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='reminders.webhook', verbose_name='webhook')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['remind_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('cancelled_at', None), ('channel', 'inbox')), fields=['recipient', '-remind_at'], name='reminder_inbox'), models.Index(condition=models.Q(('cancelled_at', None), ('channel', 'inbox'), ('read_at', None)), fields=['recipient'], name='reminder_unread'), models.Index(condition=models.Q(('cancelled_at', None), models.Q(('problem', ''), _negated=True)), fields=['deadline'], name='reminder_problem'), django.contrib.postgres.indexes.BrinIndex(fields=['planned_at'], name='reminder_planned_at')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('version', 'step', 'recipient', 'webhook', 'channel'), name='reminder_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'inbox', 'webhook'])), name='reminder_channel_known'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'webhook'), ('recipient', None), ('webhook__isnull', False)), models.Q(models.Q(('channel', 'webhook'), _negated=True), ('webhook', None)), _connector='OR'), name='reminder_to_one'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'inbox'), ('message', None)), ('message__isnull', False), models.Q(('problem', ''), _negated=True), ('cancelled_at__isnull', False), _connector='OR'), name='reminder_has_a_way'), models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('webhook__isnull', False), models.Q(('problem', ''), _negated=True), ('cancelled_at__isnull', False), _connector='OR'), name='reminder_to_somebody'), models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('cancelled_why', ''), _negated=True), _connector='OR'), name='reminder_says_why_cancelled')],
            },
        ),
        migrations.AddField(
            model_name='message',
            name='webhook',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='reminders.webhook', verbose_name='webhook'),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL, verbose_name='stand-in')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ['first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='absence_ends_after_it_begins', violation_error_message='The last day is before the first: change one of them.'), models.CheckConstraint(condition=models.Q(('stand_in', models.F('person')), _negated=True), name='absence_stand_in_is_another_person', violation_error_message='The stand-in must be another person: choose one.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), (models.Func('first_day', 'last_day', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='daterange'), '&&')], name='absence_no_overlap', violation_error_message='These days overlap with another absence: change that one, or the days.')],
            },
        ),
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery', models.CharField(choices=[('single', 'One by one'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest')], default='single', help_text='What cannot wait for the digest comes by itself: on the day, after it, or when the digest would come too late.', max_length=10, verbose_name='e-mails')),
                ('digest_at', models.TimeField(default=datetime.time(8, 30), verbose_name='digest at')),
                ('digest_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday')], default=0, verbose_name='weekly digest on')),
                ('digest_stopped', models.BooleanField(default=False, help_text='What a digest would carry stands in the inbox only, as long as it is more than 7 calendar days ahead. What is due within 7 days still comes by e-mail.', verbose_name='no digest by e-mail')),
                ('quiet_from', models.TimeField(default=datetime.time(0, 0), help_text='The same time twice: no quiet hours.', verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(0, 0), verbose_name='quiet until')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_preferences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'reminder preferences',
                'verbose_name_plural': 'reminder preferences',
                'constraints': [models.CheckConstraint(condition=models.Q(('delivery__in', ['single', 'daily', 'weekly'])), name='preferences_delivery_known'), models.CheckConstraint(condition=models.Q(('digest_weekday__lte', 4)), name='preferences_digest_on_a_working_day')],
            },
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recipient__isnull', False), ('webhook', None)), models.Q(('recipient', None), ('webhook__isnull', False)), _connector='OR'), name='message_to_one'),
        ),
        migrations.RunSQL(WAKE, SLEEP),
        migrations.RunPython(add_default_policy, migrations.RunPython.noop),
    ]
