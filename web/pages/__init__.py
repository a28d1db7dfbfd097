"""The signed pages of readers."""
