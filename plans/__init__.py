"""Reading plan documents: file, text, repair, segments, fields, findings, changes against the ledger."""
