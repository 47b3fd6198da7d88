"""Who may take data out: who reads results for a client, and who plans at the desk."""

import rules

from fieldwork.people.rules import is_client, is_planner

rules.add_perm("exports.make", is_client | is_planner)
