"""Journeys and their versions for programs of the desk: to read; actions write."""

from typing import cast

from rest_framework import permissions, serializers, viewsets

from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.people.models import User


class MaySee(permissions.BasePermission):
    """The desk only."""

    def has_permission(self, request, view) -> bool:
        return request.user.is_authenticated and request.user.has_perm("journeys.see")


class JourneySerializer(serializers.ModelSerializer):
    client: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Journey
        fields = read_only_fields = ["id", "client", "title", "revision", "updated_at", "is_archived"]


class JourneyDetailSerializer(JourneySerializer):
    class Meta(JourneySerializer.Meta):
        fields = read_only_fields = [*JourneySerializer.Meta.fields, "draft"]


class JourneyVersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = JourneyVersion
        fields = read_only_fields = ["uuid", "journey", "number", "checksum", "published_at", "note"]


class JourneyVersionDetailSerializer(JourneyVersionSerializer):
    class Meta(JourneyVersionSerializer.Meta):
        fields = read_only_fields = [*JourneyVersionSerializer.Meta.fields, "document"]


class JourneyViewSet(viewsets.ReadOnlyModelViewSet):
    """Journeys with their draft."""

    queryset = Journey.objects.none()
    permission_classes = [MaySee]

    def get_serializer_class(self):
        return JourneyDetailSerializer if self.action == "retrieve" else JourneySerializer

    def get_queryset(self):
        found = Journey.objects.visible_to(cast(User, self.request.user)).select_related("client").order_by("pk")
        return found if self.action == "retrieve" else found.defer("draft")


class JourneyVersionViewSet(viewsets.ReadOnlyModelViewSet):
    """Published versions; ``?journey=`` narrows them to one journey."""

    queryset = JourneyVersion.objects.none()
    permission_classes = [MaySee]
    lookup_field = "uuid"

    def get_serializer_class(self):
        return JourneyVersionDetailSerializer if self.action == "retrieve" else JourneyVersionSerializer

    def get_queryset(self):
        found = JourneyVersion.objects.visible_to(cast(User, self.request.user)).order_by("journey", "-number")
        journey = self.request.query_params.get("journey", "")
        if journey:
            found = found.filter(journey=int(journey)) if journey.isascii() and journey.isdigit() else found.none()
        return found if self.action == "retrieve" else found.defer("document")
