"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from iijgov.collecting import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iijgov.settings")
application = get_wsgi_application()
settle()
