"""The door for gunicorn: ``gunicorn fieldwork.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
application = get_wsgi_application()
