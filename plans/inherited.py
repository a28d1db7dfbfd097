"""What a heading says for all tasks under it: a leader, a deadline."""

import re
from dataclasses import replace
from datetime import date

from models.findings import Finding
from models.kinds import DueKind
from plans.drafts import TaskDraft
from plans.milestones import limits
from plans.names import POSTS, is_post
from plans.script import folded
from plans.segments import Item
from plans.sentences import finding

LONGEST = 120
"""Characters of a lead sentence; what is longer tells of more than a deadline."""
_leader = re.compile(
    r"^(?P<who>[^，,。；;：:、\s]{2,14}?)(?P<comrade>同志)?(?:牵头负责|主抓|分管|牵头|领衔|包抓|挂帅|负责|督办)(?:抓)?的?"
    r"(?:[^，,。；;]{0,6}(?:工作|任务|事项|项目))?$"
)
_posts = tuple(sorted(POSTS, key=len, reverse=True))


def leader_of(heading: str) -> str | None:
    """Read the leader a heading names (甲乙丙市长主抓工作), a person without the post behind the name."""
    found = _leader.match(folded(heading))
    if not found:
        return None
    who = heading[: found.end("who")]
    if is_post(who):
        return who
    bare = _without_post(who)
    return bare if (bare != who or found["comrade"]) and 2 <= len(bare) <= 4 else None


def _without_post(who: str) -> str:
    post = next((post for post in _posts if folded(who).endswith(post)), "")
    bare = who[: len(who) - len(post)]
    return re.sub("(?:常务)?副$", "", bare)


def inherit(task: TaskDraft, item: Item, *, year: int | None) -> tuple[TaskDraft, list[Finding]]:
    """Give a task the leader of its heading and the deadline of its section where it has none itself."""
    found: list[Finding] = []
    leader = None if task.leaders else leader_of(item.heading)
    if leader:
        task = replace(task, leaders=(leader,))
        found.append(finding("inherited-leader", task=task.number, line=task.source.line, leader=leader))
    day = None if task.due or task.due_kind is not DueKind.NONE else _deadline(item.lead, year)
    if day:
        task = replace(task, due=day, due_kind=DueKind.FIRM)
        found.append(finding("inherited-date", task=task.number, line=task.source.line, due=day))
    return task, found


def _deadline(lead: str, year: int | None) -> date | None:
    days = limits(lead, year=year) if 0 < len(lead) <= LONGEST else []
    return days[0] if len(days) == 1 else None
