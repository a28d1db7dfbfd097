# SPDX-License-Identifier: Apache-2.0
"""What is said of a task and of a day, once for mails, calendars, pages, commands and files."""
