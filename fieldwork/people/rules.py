"""Small sentences about people: who works at the desk, who reads for a client."""

import rules

from fieldwork.people.states import CLIENTS, DESK, PLANNING, REVIEWING, Role


@rules.predicate
def is_shopper(user) -> bool:
    """The phone is theirs."""
    return user.role == Role.SHOPPER


@rules.predicate
def is_at_the_desk(user) -> bool:
    """Works for the agency."""
    return user.role in DESK


@rules.predicate
def is_planner(user) -> bool:
    """Plans and composes; administrators may do what planners do."""
    return user.role in PLANNING


@rules.predicate
def is_reviewer(user) -> bool:
    """Checks what shoppers sent in."""
    return user.role in REVIEWING


@rules.predicate
def is_client(user) -> bool:
    """Reads results for a client."""
    return user.role in CLIENTS


@rules.predicate
def is_client_manager(user) -> bool:
    """May also order reports."""
    return user.role == Role.CLIENT_MANAGER


@rules.predicate
def is_administrator(user) -> bool:
    """Keeps people, clients and locations."""
    return user.role == Role.ADMINISTRATOR


rules.add_perm("people.use_desk", is_at_the_desk)
rules.add_perm("people.plan", is_planner)
rules.add_perm("people.review", is_reviewer)
rules.add_perm("people.use_phone", is_shopper)
rules.add_perm("people.read_results", is_client)
rules.add_perm("people.administer", is_administrator)
rules.add_perm("people.change_look", is_planner)
