"""How many mails a second one core writes: `python benchmarks/rendering.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from models.kinds import DueKind, LetterKind, ReaderKind, Role, Signal, TaskState
from models.letters import Deadline, Letter, Line, Notice, Reader, Section, SectionKind
from models.views import LeaderView, Standing, TaskView, UnitView
from notifiers.letterhead import Letterhead
from notifiers.mail import compose

AT = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
UNITS, ROWS, REPEATS = 300, 10, 3
HEAD = Letterhead(
    office="云溪区人民政府督查室",
    sender="duban@example.org",
    reply_to="dcs@example.org",
    base_url="https://duban.example.org",
    message_domain="duban.example.org",
    list_domain="duban.example.org",
)


def unit(number: int, role: Role) -> UnitView:
    """Give one of many units."""
    mailbox = f"u{number}@example.org"
    return UnitView(id=number, name=f"云溪区第{number}局", mailbox=mailbox, is_group=False, role=role)


def task(number: int) -> TaskView:
    """Give a task of usual length that two units share."""
    due = ON + timedelta(days=number % 60 - 20)
    return TaskView(
        id=number,
        uid=f"task-{number}",
        plan_key="2026",
        plan_title="2026年云溪区重点工作分工方案",
        plan_start=date(2026, 1, 20),
        number=str(number),
        position=number,
        section="城市建设",
        title=f"建成第{number}号口袋公园并向居民开放，同步完成周边道路照明改造",
        due=due,
        due_kind=DueKind.FIRM,
        original_due=due,
        stretch=False,
        state=TaskState.OPEN,
        units=(unit(number % UNITS, Role.LEAD), unit((number + 1) % UNITS, Role.SUPPORT)),
        leaders=(LeaderView(key="person:7", name="沈知远", mailbox=None, is_post=False),),
        milestones=(),
        targets=(),
        percent=number % 101,
        last_report_on=date(2026, 11, 2),
        last_report="苗木已进场",
        revision=1,
        created_at=datetime(2026, 2, 1, tzinfo=UTC),
        updated_at=datetime(2026, 11, 2, tzinfo=UTC),
        closed_at=None,
    )


def line(number: int) -> Line:
    """Give one row of a weekly letter."""
    its = task(number)
    days = (its.due - ON).days if its.due else 0
    standing = Standing(task=its, on=ON, signal=Signal.RED if days < 0 else Signal.BLUE, working_days=days)
    return Line(standing=standing)


def letter(kind: LetterKind, reader: Reader, *sections: Section) -> Letter:
    """Give a letter of one kind."""
    period = "2026-W48" if kind is LetterKind.WEEKLY else ON.isoformat()
    return Letter(
        key=f"{kind.value}:{period}:{reader.key}",
        kind=kind,
        reader=reader,
        written_at=AT,
        period=period,
        covers=(kind,),
        sections=sections,
    )


def weekly_letters() -> list[Letter]:
    """Give the weekly letters of a whole office: each task stands in those of its two units."""
    lines = [line(number) for number in range(UNITS * ROWS // 2)]
    letters = []
    for number in range(UNITS):
        theirs = [one for one in lines if any(each.id == number for each in one.standing.task.units)]
        late = tuple(one for one in theirs if one.standing.is_late)
        near = tuple(one for one in theirs if not one.standing.is_late)
        sections = (
            Section(kind=SectionKind.OVERDUE, lines=late),
            Section(kind=SectionKind.DUE_SOON, lines=near),
        )
        letters.append(letter(LetterKind.WEEKLY, reader_of(number), *sections))
    return letters


def reader_of(number: int) -> Reader:
    """Give a unit as reader."""
    return Reader(
        kind=ReaderKind.UNIT,
        key=f"unit:{number}",
        name=f"云溪区第{number}局",
        mailbox=f"u{number}@example.org",
    )


def threshold_letters() -> list[Letter]:
    """Give a notice of one row to every unit."""
    return [letter(LetterKind.THRESHOLD, reader_of(number), _noticed(number)) for number in range(UNITS)]


def _noticed(number: int) -> Section:
    one = line(number)
    notice = Notice(deadline=Deadline(task=one.standing.task, by=ON), threshold=7, working_days=5)
    return Section(kind=SectionKind.CROSSED, lines=(replace(one, notice=notice),))


def digests() -> list[Letter]:
    """Give the same digest of 40 rows to several supervisors."""
    lines = tuple(line(number) for number in range(40))
    found = []
    for number in range(20):
        reader = Reader(
            kind=ReaderKind.OFFICE, key=f"office:{number}", name="督查室", mailbox=f"s{number}@example.org"
        )
        found.append(letter(LetterKind.DIGEST, reader, Section(kind=SectionKind.OVERDUE, lines=lines)))
    return found


def a_second(letters: list[Letter]) -> float:
    """Give the best of several runs, in mails per second of one core."""
    taken = []
    for _ in range(REPEATS):
        begun = process_time()
        for one in letters:
            compose(one, head=HEAD, feed_address="https://duban.example.org/feeds/1.3.k5v0q9bZ.ics")
        taken.append(process_time() - begun)
    return len(letters) / min(taken)


def main() -> None:
    """Measure and print."""
    kinds: dict[str, Callable[[], list[Letter]]] = {
        f"weekly, {ROWS} rows": weekly_letters,
        "threshold, 1 row": threshold_letters,
        "digest, 40 rows": digests,
    }
    for name, letters_of in kinds.items():
        letters = letters_of()
        size = len(compose(letters[0], head=HEAD).content)
        print(f"{name:<18}{size:>8,} bytes {a_second(letters):>8.0f} mails/s")


if __name__ == "__main__":
    main()
