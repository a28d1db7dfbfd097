"""Tables: their columns by the meaning of their headers, drawn and shifted ones, cells that span rows."""
