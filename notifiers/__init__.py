# SPDX-License-Identifier: Apache-2.0
"""How it is said: mails, calendars and the ways they leave."""
