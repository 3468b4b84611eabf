from django.db import migrations

from obligations.migrations._deadline_status import STATUS


class Migration(migrations.Migration):
    """A duty that lasts can be waived: the function of the status as it stands now."""

    dependencies = [("obligations", "0001_squashed_0019_proposals")]

    operations = [
        migrations.RunSQL(
            STATUS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
            migrations.RunSQL.noop,
        )
    ]
