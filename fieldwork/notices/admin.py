"""The admin site for notices: to look at, never to change."""

from django.contrib import admin
from django.http import HttpRequest

from fieldwork.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """What was told to whom."""

    list_display = ["created_at", "kind", "person", "visit_id", "not_before", "sent_at", "dropped"]
    list_filter = ["kind", "dropped"]
    list_select_related = ["person"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the product tells."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """What was told stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """It goes by itself after a year."""
        return False
