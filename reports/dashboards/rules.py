"""Who may look at the results of a client: the client's own people."""

import rules

from fieldwork.people.rules import is_client

rules.add_perm("dashboards.read", is_client)
