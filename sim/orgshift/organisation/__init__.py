"""Who and what: calendar, teams, boards, features, the workflow, and the books of hours."""
