"""The long-running process: ticks, senders, web server, log."""
