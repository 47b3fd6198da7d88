"""Exports for administrators: to look at, never to change."""

from typing import Any

from django.contrib import admin

from reports.exports.models import Export


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin):
    list_display = ("asked_at", "asked_by", "format", "n_visits", "bytes", "expires_at")
    list_filter = ("format",)
    search_fields = ("uuid", "sha256")
    readonly_fields = tuple(field.name for field in Export._meta.fields)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
