"""How tasks are said in a calendar (RFC 5545)."""
