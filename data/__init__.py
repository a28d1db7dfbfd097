"""Sample plans, units, policy and calendar overrides, shipped with the program."""
