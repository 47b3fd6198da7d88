"""Who may do what with reports, as small sentences."""

import rules

from fieldwork.people.rules import is_client, is_client_manager, is_planner


@rules.predicate
def is_theirs(user, report) -> bool:
    """They ordered it; with nothing to look at, nobody did."""
    return report is not None and report.ordered_by_id == user.pk


rules.add_perm("documents.compose", is_planner)
rules.add_perm("documents.order", is_planner | is_client_manager)
# A client stops no report that the desk or a colleague waits for.
rules.add_perm("documents.cancel", is_planner | (is_client_manager & is_theirs))
rules.add_perm("documents.withdraw", is_planner)
rules.add_perm("documents.share", is_planner | is_client_manager)
rules.add_perm("documents.read", is_planner | is_client)
