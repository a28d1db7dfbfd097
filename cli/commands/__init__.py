"""One file a command or a group of commands, with its tables and its JSON."""
