"""Calendar feeds: from the poll to the bytes."""
