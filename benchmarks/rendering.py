# SPDX-License-Identifier: Apache-2.0
"""How many mails a second one core writes: `python benchmarks/rendering.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from time import process_time
from zoneinfo import ZoneInfo

from jinja2 import Environment
from plain_script import HTML, TEXT

from models.addresses import Mailbox
from models.kinds import DueKind, LetterKind, ReaderKind, Role, Signal, TaskState
from models.letters import Letter, LetterLine, Reader, Section, SectionKind, SenderIdentity
from models.status import Deadline, Notice, TaskStatus
from models.views import LeaderView, TaskView, UnitView
from notifiers.mail.compose import compose

AT = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
UNITS, ROWS, REPEATS, CHUNK = 300, 10, 5, 20
PLAIN_TEXT, PLAIN_HTML = Environment().from_string(TEXT), Environment(autoescape=True).from_string(HTML)
IDENTITY = SenderIdentity(
    office="云溪区人民政府督查室",
    sender="duban@example.org",
    reply_to="dcs@example.org",
    base_url="https://duban.example.org",
    message_domain="duban.example.org",
    secret=b"a key of measurements",
    list_domain="duban.example.org",
)


def unit(number: int, role: Role) -> UnitView:
    """Give one of many units."""
    mailbox = f"u{number}@example.org"
    return UnitView(
        id=number,
        name=f"云溪区第{number}局",
        mailboxes=(Mailbox(address=mailbox),),
        is_group=False,
        role=role,
    )


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
        leaders=(LeaderView(key="person:7", name="沈知远", mailboxes=(), is_post=False),),
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


def line(number: int) -> LetterLine:
    """Give one row of a weekly letter."""
    its = task(number)
    days = (its.due - ON).days if its.due else 0
    standing = TaskStatus(task=its, on=ON, signal=Signal.RED if days < 0 else Signal.BLUE, working_days=days)
    return LetterLine(status=standing)


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


def weekly_letters(first: int = 0) -> list[Letter]:
    """Give the weekly letters of a whole office: each task stands in those of its two units."""
    lines = [line(number) for number in range(first, first + UNITS * ROWS // 2)]
    return [_weekly(number, lines) for number in range(UNITS)]


def _weekly(number: int, lines: list[LetterLine]) -> Letter:
    theirs = [one for one in lines if any(each.id == number for each in one.status.task.units)]
    late = tuple(one for one in theirs if one.status.is_late)
    near = tuple(one for one in theirs if not one.status.is_late)
    sections = (Section(kind=SectionKind.OVERDUE, lines=late), Section(kind=SectionKind.DUE_SOON, lines=near))
    return letter(LetterKind.WEEKLY, reader_of(number), *sections)


def reader_of(number: int) -> Reader:
    """Give a unit as reader."""
    name, mailbox = f"云溪区第{number}局", f"u{number}@example.org"
    return Reader(
        kind=ReaderKind.UNIT, key=f"unit:{number}", name=name, mailboxes=(Mailbox(address=mailbox),)
    )


def threshold_letters(first: int = 0) -> list[Letter]:
    """Give a notice of one row to every unit."""
    return [
        letter(LetterKind.THRESHOLD, reader_of(number), _noticed(first + number)) for number in range(UNITS)
    ]


def _noticed(number: int) -> Section:
    one = line(number)
    notice = Notice(deadline=Deadline(task=one.status.task, by=ON), threshold=7, working_days=5)
    return Section(kind=SectionKind.CROSSED, lines=(replace(one, notices=(notice,)),))


def digests(first: int = 0) -> list[Letter]:
    """Give the same digest of 40 rows to several supervisors."""
    section = Section(kind=SectionKind.OVERDUE, lines=tuple(line(first + number) for number in range(40)))
    return [letter(LetterKind.DIGEST, _supervisor(number), section) for number in range(20)]


def _supervisor(number: int) -> Reader:
    mailbox = f"s{number}@example.org"
    return Reader(
        kind=ReaderKind.OFFICE, key=f"office:{number}", name="督查室", mailboxes=(Mailbox(address=mailbox),)
    )


def rate(write: Callable[[Letter], object], letters: list[Letter]) -> float:
    """Give mails per second of one core: of the best twenty in a row, as other work disturbs the rest."""
    taken = []
    for start in range(0, len(letters), CHUNK):
        begun = process_time()
        for one in letters[start : start + CHUNK]:
            write(one)
        taken.append(process_time() - begun)
    return CHUNK / min(taken)


def written(one: Letter) -> bytes:
    """Write a mail as a round does."""
    return compose(
        one, identity=IDENTITY, feed_address="https://duban.example.org/feeds/1.3.k5v0q9bZ.ics"
    ).content


def plainly(one: Letter) -> bytes:
    """Write a mail of the same rows as the plain script does, without its calendar."""
    tasks = [
        {"number": task.number, "title": task.title, "due": task.due, "progress": task.last_report}
        for task in (each.status.task for each in one.lines)
    ]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        IDENTITY.sender,
        one.reader.mailboxes[0].address,
        one.reader.name,
    )
    message.set_content(PLAIN_TEXT.render(unit=one.reader.name, tasks=tasks, on=ON))
    message.add_alternative(PLAIN_HTML.render(unit=one.reader.name, tasks=tasks, on=ON), subtype="html")
    return message.as_bytes()


def main() -> None:
    """Measure and print the best of several runs, each over rows that no run before had."""
    kinds = {
        f"weekly, {ROWS} rows": weekly_letters,
        "threshold, 1 row": threshold_letters,
        "digest, 40 rows": digests,
    }
    print(f"{'mails a second of one core':<28}{'bytes':>9}{'new rows':>10}{'again':>8}{'plainly':>9}")
    for name, letters_of in kinds.items():
        rates: list[tuple[float, float, float]] = []
        for repeat in range(REPEATS):
            letters = letters_of(repeat * UNITS * ROWS)
            rates.append((rate(written, letters), rate(written, letters[:CHUNK] * 3), rate(plainly, letters)))
        new, again, plain = (max(column) for column in zip(*rates, strict=True))
        print(f"{name:<28}{len(written(letters[0])):>9,}{new:>10.0f}{again:>8.0f}{plain:>9.0f}")


if __name__ == "__main__":
    main()
