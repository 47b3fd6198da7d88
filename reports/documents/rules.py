"""Who may do what with reports, as small sentences."""

import rules

from fieldwork.people.rules import is_client, is_client_manager, is_planner

rules.add_perm("documents.compose", is_planner)
rules.add_perm("documents.order", is_planner | is_client_manager)
rules.add_perm("documents.withdraw", is_planner)
rules.add_perm("documents.share", is_planner | is_client_manager)
rules.add_perm("documents.read", is_planner | is_client)
