"""Who may do what with a visit, as small sentences."""

import rules

from fieldwork.people.rules import is_at_the_desk, is_planner, is_reviewer, is_shopper


@rules.predicate
def is_own(user, visit) -> bool:
    """The shopper it was given to."""
    return visit is not None and visit.shopper_id == user.pk


@rules.predicate
def was_made_by_somebody_else(user, visit) -> bool:
    """Nobody judges their own work."""
    return visit is not None and visit.shopper_id != user.pk


rules.add_perm("visits.confirm", is_shopper & is_own)
rules.add_perm("visits.decline", is_shopper & is_own)
rules.add_perm("visits.fill", is_shopper & is_own)
rules.add_perm("visits.read_board", is_at_the_desk)
rules.add_perm("visits.plan", is_planner)
rules.add_perm("visits.assign", is_planner)
rules.add_perm("visits.cancel", is_planner)
rules.add_perm("visits.review", is_reviewer & was_made_by_somebody_else)
