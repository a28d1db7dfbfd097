"""By when: phrases of time resolved to days, or told as unread; milestones."""
