"""`makemessages` that knows how the deadline engine, which has no Django, marks its sentences."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=N_"]
