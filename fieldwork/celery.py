"""The Celery app. Messages are only pokes; the truth is the job ledger in ``fieldwork.common.jobs``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
app = Celery("veldwerk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["fieldwork.common"])
