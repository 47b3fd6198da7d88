"""Reports for administrators: to look at, never to change."""

from typing import Any

from django.contrib import admin

from reports.documents.models import Report


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ("title", "language", "ordered_at", "ready_at", "pages")
    list_filter = ("language",)
    search_fields = ("title", "uuid")
    readonly_fields = tuple(field.name for field in Report._meta.fields)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
