# SPDX-License-Identifier: Apache-2.0
"""The script a clever administrator would write: python benchmarks/plain_script.py TASKS.xlsx PORT

It reads tasks from a workbook, groups them by unit, and sends each unit one mail with a calendar attached.
It keeps no record: after a crash nobody knows who got what.
"""

import smtplib
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar, Event
from jinja2 import Environment
from openpyxl import load_workbook

ON = date(2026, 11, 23)
WRITTEN = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = """\
{{ unit }}：截至{{ on }}，你单位承担的任务如下。
{% for task in tasks %}
{{ task.number }}. {{ task.title }}
   完成时限：{{ task.due }}  {{ "已逾期" if task.due < on else "未到期" }}
   进展：{{ task.progress or "未反馈" }}
{% endfor %}
请于两个工作日内反馈进展。
"""
HTML = """\
<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>督办周报</title></head><body>
<h1>督办周报</h1>
<p>{{ unit }}：截至{{ on }}，你单位承担的任务如下。</p>
<table border="1" cellpadding="6">
<tr><th>序号</th><th>任务</th><th>完成时限</th><th>状态</th><th>进展</th></tr>
{% for task in tasks %}
<tr><td>{{ task.number }}</td><td>{{ task.title }}</td><td>{{ task.due }}</td>
<td style="color:{{ "#a8201a" if task.due < on else "#2b6140" }}">
{{ "已逾期" if task.due < on else "未到期" }}</td>
<td>{{ task.progress or "未反馈" }}</td></tr>
{% endfor %}
</table>
<p>请于两个工作日内反馈进展。</p>
</body></html>
"""
Task = dict[str, Any]


def read_tasks(path: str) -> dict[tuple[str, str], list[Task]]:
    """Give the tasks by unit and mailbox."""
    rows = load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
    by_unit: defaultdict[tuple[str, str], list[Task]] = defaultdict(list)
    for number, title, unit, mailbox, due, progress in rows:
        task = {"number": number, "title": title, "due": due.date(), "progress": progress}
        by_unit[str(unit), str(mailbox)].append(task)
    return by_unit


def calendar(tasks: list[Task]) -> bytes:
    """Write the deadlines as iCalendar."""
    found = Calendar()
    found.add("prodid", "-//office//plan//")
    found.add("version", "2.0")
    for task in tasks:
        event = Event()
        event.add("uid", f"task-{task['number']}@example.test")
        event.add("dtstamp", WRITTEN)
        event.add("dtstart", task["due"])
        event.add("summary", task["title"])
        found.add_component(event)
    return found.to_ical()


def main() -> None:
    """Send everything over one connection."""
    path, port = sys.argv[1:]
    text, html = Environment().from_string(TEXT), Environment(autoescape=True).from_string(HTML)
    with smtplib.SMTP("127.0.0.1", int(port)) as relay:
        for (unit, mailbox), tasks in read_tasks(path).items():
            message = EmailMessage()
            message["From"], message["To"] = "duban@example.test", mailbox
            message["Subject"] = f"【督办周报】{unit}：{len(tasks)}项任务"
            message.set_content(text.render(unit=unit, tasks=tasks, on=ON))
            message.add_alternative(html.render(unit=unit, tasks=tasks, on=ON), subtype="html")
            message.add_attachment(calendar(tasks), maintype="text", subtype="calendar", filename="tasks.ics")
            relay.send_message(message)


if __name__ == "__main__":
    main()
