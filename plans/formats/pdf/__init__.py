"""PDF: characters and rules of a page as lines and tables."""
