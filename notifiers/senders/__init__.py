"""The ways by which messages leave."""
