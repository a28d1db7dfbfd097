"""How what is owed leaves: claims, relays, clusters."""
