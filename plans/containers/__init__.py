"""File formats: one small adapter each, all giving the same stream of lines and tables."""
