"""Addresses of interpretations, all at the desk."""

from django.urls import path

from reports.improvement import plan_views, views

ONE = "<uuid:uuid>/"
desk = [
    path("", views.sets, name="list"),
    path(ONE, views.detail, name="detail"),
    path(f"{ONE}write/<slug:kind>/<slug:place>/", views.passage, name="passage"),
    path(f"{ONE}findings/<slug:place>/earlier/", views.earlier, name="earlier"),
    path(f"{ONE}targets/new/", plan_views.target, name="target"),
    path(f"{ONE}targets/<int:pk>/withdraw/", plan_views.withdraw_target, name="withdraw_target"),
    path(f"{ONE}actions/new/", plan_views.action, name="new_action"),
    path(f"{ONE}actions/<int:pk>/", plan_views.action, name="action"),
    path(f"{ONE}actions/<int:pk>/withdraw/", plan_views.withdraw_action, name="withdraw_action"),
    path(f"{ONE}offer/", views.offer, name="offer"),
    path(f"{ONE}take-back/", views.take_back, name="take_back"),
    path(f"{ONE}decide/", views.decide, name="decide"),
    path(f"{ONE}carry-over/", views.carry_over, name="carry_over"),
    path(f"{ONE}approved/<int:number>/", views.approval, name="approval"),
]
