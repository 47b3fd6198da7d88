"""Studies in the admin site, to look at when something is wrong. Published texts are never edited here."""

from django.contrib import admin

from fieldwork.studies.models import Study, Wave


@admin.register(Study)
class StudyAdmin(admin.ModelAdmin):
    list_display = ["title", "client", "family"]
    search_fields = ["title", "client__name"]
    list_select_related = ["client"]


@admin.register(Wave)
class WaveAdmin(admin.ModelAdmin):
    list_display = ["title", "study", "visit_from", "due", "is_open"]
    list_select_related = ["study"]
