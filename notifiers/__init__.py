"""How it is said: mails, calendars and the ways they leave."""
