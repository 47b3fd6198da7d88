"""Visits for programs: a hot list without model rows, and the shopper's confirmation."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from fieldwork.visits import actions
from fieldwork.visits.board import Filters
from fieldwork.visits.models import Visit

SHOWN = {
    "uuid": "uuid",
    "state": "state",
    "client": "wave__study__client__name",
    "wave": "wave__title",
    "location": "location__name",
    "address": "location__address",
    "scenario": "scenario__title",
    "channel": "channel",
    "opens_at": "opens_at",
    "due_at": "due_at",
    "submit_by": "submit_by",
    "episode": "episode",
    "episodes": "episodes",
    "episode_opens_at": "episode_opens_at",
    "episode_due_at": "episode_due_at",
    "confirmed_at": "confirmed_at",
    "fee_cents": "fee_cents",
    "currency": "currency",
}
FILTERS = [
    OpenApiParameter(name, str, description=text)
    for name, text in (
        ("wave", "Number of a wave."),
        ("state", "A state of visits."),
        ("channel", "A channel."),
        ("location", "Number of a place or of a part of the tree."),
        ("week", "ISO week, as 2026-48."),
        ("need", "A kind of exception: free, late, silent, returned, stuck."),
        ("q", "Words from place, scenario or shopper."),
    )
]


class VisitSerializer(serializers.Serializer):
    """One visit; as the list shows it."""

    uuid = serializers.UUIDField()
    state = serializers.CharField()
    client = serializers.CharField()
    wave = serializers.CharField()
    location = serializers.CharField()
    address = serializers.CharField()
    scenario = serializers.CharField()
    channel = serializers.CharField()
    opens_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    submit_by = serializers.DateTimeField()
    episode = serializers.IntegerField(help_text="The dated part that is to be done, from 1.")
    episodes = serializers.IntegerField(help_text="How many dated parts the visit has.")
    episode_opens_at = serializers.DateTimeField(allow_null=True, help_text="Of a later part; null for the first.")
    episode_due_at = serializers.DateTimeField(allow_null=True, help_text="Of a later part; null for the first.")
    confirmed_at = serializers.DateTimeField(allow_null=True)
    fee_cents = serializers.IntegerField()
    currency = serializers.CharField()


def _shown(values: tuple) -> dict[str, Any]:
    return dict(zip(SHOWN, values, strict=True))


class VisitViewSet(viewsets.GenericViewSet):
    """What somebody may see, filtered like the board. Only a shopper's own word is written here."""

    queryset = Visit.objects.none()
    serializer_class = VisitSerializer
    lookup_field = "uuid"
    lookup_value_regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def get_queryset(self) -> QuerySet:
        """Every visit somebody may see, soonest first."""
        user: Any = self.request.user
        return Visit.objects.visible_to(user).order_by("due_at", "pk")

    def _one(self, uuid: str) -> Response:
        return Response(_shown(get_object_or_404(self.get_queryset().values_list(*SHOWN.values()), uuid=uuid)))

    @extend_schema(parameters=FILTERS, responses=VisitSerializer(many=True))
    def list(self, request: Request) -> Response:
        """One page of visits under the filters of the address."""
        visits = Filters.read(request.query_params).narrow(self.get_queryset())
        page: Any = self.paginate_queryset(visits.values_list(*SHOWN.values()))
        return self.get_paginated_response([_shown(values) for values in page])

    def retrieve(self, request: Request, uuid: str) -> Response:
        """One visit."""
        return self._one(uuid)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uuid: str) -> Response:
        """The shopper says they will go; saying it twice changes nothing."""
        visit = get_object_or_404(self.get_queryset(), uuid=uuid)
        user: Any = request.user
        if not user.has_perm("visits.confirm", visit):
            raise PermissionDenied
        actions.confirm(visit, by=user)
        return self._one(uuid)
