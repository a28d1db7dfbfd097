# SPDX-License-Identifier: Apache-2.0
"""By when: phrases of time resolved to days, or told as unread; milestones."""
