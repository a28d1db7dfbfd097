"""Text as documents hold it: repaired, in one script, with brackets and clauses found, every place known."""
