"""File formats: one adapter each, all giving the same stream of lines and tables."""
