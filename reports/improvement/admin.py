"""Approved texts for administrators: to look at, never to change."""

from typing import Any

from django.contrib import admin

from reports.improvement.models import Approval


@admin.register(Approval)
class ApprovalAdmin(admin.ModelAdmin):
    list_display = ("interpretation", "number", "approved_by", "approved_at")
    readonly_fields = tuple(field.name for field in Approval._meta.fields)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
