"""HTTP: the calendar feeds and the pages."""
