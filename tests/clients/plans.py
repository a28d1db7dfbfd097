# SPDX-License-Identifier: Apache-2.0
"""The invented office's plan with what calendar programs have stumbled over, on days around today."""

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

from models.database import Ledger
from models.kinds import DueKind, Role
from models.migrations import require_head
from models.queries import feeds
from plans.drafts import MilestoneDraft, TargetDraft, TaskDraft, UnitMention
from tests.builders import REGISTRY, ZONE, bring_in, register, task
from tests.clients.daemon import Office
from tests.clients.entries import Entry, titled

HOSTILE = "清;理,河道 \\N 第“一”期👩‍👩‍👧与 \\n 堤岸"
CLEANED = HOSTILE.replace("\\", "＼")
LONG = "把城北老旧小区的供水管网" + "逐楼逐户查清漏点并编号建档，" * 36
KEY = "2026"
"""The plan in commands."""
UNIT = "甲局"
WHOLE = "督查室"
"""The feed of all tasks, by the office's own name."""
SECTION = "水利；道路, 桥梁; 其他"
CATEGORY = SECTION.replace(",", "，")
OPEN, LATE, SOFT, DONE, STEPS, EDITED, CLOSED, GONE, DROPPED = "1", "4", "5", "6", "7", "8", "9", "10", "11"
"""Tasks by what they are, or become in the course of a test; DROPPED is withdrawn before any client comes."""
MORE, LATER = "和停车", 3
"""What the revised plan adds to a title, and by how many days it moves the deadline."""
Row = dict[str, str]


@cache
def begun() -> datetime:
    """Tell when the tests began by the machine's clock, which calendar programs go by, daemon and all."""
    return datetime.now(ZONE)


def today() -> date:
    """Give the day of all tests, also of those that run past midnight."""
    return begun().date()


def fill(office: Office) -> None:
    """Bring the plan into an office's ledger, with one task closed and one withdrawn again."""
    ledger = Ledger(office.database_url)
    (office.folder / "var").mkdir(exist_ok=True)
    require_head(ledger)
    long_ago, lately = begun() - timedelta(days=60), begun() - timedelta(days=1)
    register(ledger, REGISTRY, at=long_ago)
    bring_in(ledger, _tasks(today()), at=long_ago)
    bring_in(ledger, [each for each in _tasks(today()) if each.number != DROPPED], at=lately)
    ledger.close()
    office.duban("task", "close", KEY, DONE)


def revise(office: Office, change: Callable[[list[Row]], list[Row]]) -> None:
    """Export the plan, change its rows, and bring it in again as an administrator does."""
    path = office.folder / "plan.csv"
    office.duban("plan", "export", KEY, "--to", "csv", "--output", path, "--force")
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    told = [line for line in lines if line.startswith("#")]
    reader = csv.DictReader(line for line in lines if not line.startswith("#"))
    rows = change(list(reader))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(told)
        writer = csv.DictWriter(file, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(rows)
    office.duban("plan", "import", path, "--key", KEY, "--yes")


def work(office: Office) -> None:
    """Report progress, close a task, reword and move another one, and take one out of the plan."""
    office.duban("task", "report", KEY, OPEN, "桩基完成", "--percent", 40)
    office.duban("task", "close", KEY, CLOSED)
    revise(office, _edit)


def revoke_long_ago(office: Office, name: str) -> None:
    """End a feed as if that had been done 31 days ago: no command dates it back."""
    ledger = Ledger(office.database_url)
    with ledger.writing() as session:
        feed = feeds.find_one(session, name)
        feeds.revoke(session, feed.id, now=begun() - timedelta(days=31), by="test")
    ledger.close()


def show_all(kept: tuple[Entry, ...]) -> None:
    """Require of what a client keeps that every kind of entry is there in its words."""
    assert len(kept) == 13
    assert titled(kept, "2").title == f"2. {CLEANED}"
    assert titled(kept, "3").title == f"3. {LONG}"
    assert titled(kept, LATE).title.startswith("【逾期】")
    assert titled(kept, DONE).title.startswith("【已办结】")
    assert titled(kept, DROPPED).title.startswith("【已撤销】")
    assert sum("节点：" in each.title for each in kept) == 2


def show_the_work(kept: tuple[Entry, ...], before: tuple[Entry, ...]) -> None:
    """Require of what a client keeps that it shows all that was done in `work`."""
    edited, was = titled(kept, EDITED), titled(before, EDITED)
    assert edited.title == was.title + MORE
    assert edited.start and was.start and (edited.start - was.start).days == LATER
    assert "40%" in titled(kept, OPEN).description
    assert titled(kept, CLOSED).title.startswith("【已办结】")
    assert titled(kept, CLOSED).alarms == ()
    assert titled(kept, GONE).title.startswith("【已撤销】")
    assert len(kept) == len(before)


def _edit(rows: list[Row]) -> list[Row]:
    kept = [row for row in rows if row["序号"] != GONE]
    for row in kept:
        if row["序号"] == EDITED:
            row["任务"] += MORE
            row["完成时限"] = str(date.fromisoformat(row["完成时限"]) + timedelta(days=LATER))
    return kept


def _tasks(day: date) -> list[TaskDraft]:
    def on(number: str, title: str, days: int, **facts: object) -> TaskDraft:
        return task(int(number), title=title, due=day + timedelta(days=days), section=SECTION, **facts)

    return [
        on(OPEN, "建成东街的人行天桥并通车", 40),
        on("2", HOSTILE, 41),
        on("3", LONG, 42),
        on(LATE, "完成南岸泵站的设备检修", -20),
        on(SOFT, "力争开办五所社区夜校", 43, due_kind=DueKind.SOFT),
        on(DONE, "印发养老服务设施名录", 44),
        on(STEPS, "建设西郊垃圾转运站", 60, milestones=_steps(day), targets=_targets(), units=_units()),
        on(EDITED, "整治北门农贸市场周边秩序", 45),
        on(CLOSED, "发放困难家庭取暖补贴", 46),
        on(GONE, "组织春季义务植树活动", 47),
        on(DROPPED, "编制地下停车场专项规划", 48),
        task(12, title="持续做好信访接待工作", due=None, due_kind=DueKind.CONTINUOUS, section=SECTION),
    ]


def _steps(day: date) -> tuple[MilestoneDraft, ...]:
    return (
        MilestoneDraft(by=str(day + timedelta(days=20)), text="启动招标;发公告"),
        MilestoneDraft(by=str(day + timedelta(days=50)), text="主体封顶"),
    )


def _targets() -> tuple[TargetDraft, ...]:
    return (TargetDraft(name="日处理量", op=">=", value="300", unit="吨"),)


def _units() -> tuple[UnitMention, ...]:
    return UnitMention(name=UNIT, role=Role.LEAD), UnitMention(name="乙镇", role=Role.SUPPORT)
