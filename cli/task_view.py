"""One task as a person reads it."""

from collections.abc import Sequence

from cli.output import Output
from models.tables import Event
from models.views import Standing


def show_task(out: Output, stand: Standing, history: Sequence[Event]) -> None:
    """Print a task's facts, milestones, targets and history."""
    task = stand.task
    out.line(f"{task.plan_key} / {task.number}. {task.title}", style="bold")
    for name, value in _facts(out, stand).items():
        out.line(f"  {out.words(name)}: {'–' if value is None else value}")
    for place, step in enumerate(task.milestones, 1):
        done = "✓" if step.done_on else "–"
        out.tell(
            "  milestone {place}: {by} {text} {done}", place=place, by=step.by_text, text=step.text, done=done
        )
    for place, goal in enumerate(task.targets, 1):
        wanted = f"{goal.name} {goal.op} {goal.value}{goal.unit}"
        reached = goal.reported or "–"
        out.tell(
            "  target {place}: {wanted}, reached: {reached}", place=place, wanted=wanted, reached=reached
        )
    for event in history:
        said = event.detail.get("text") or ""
        out.line(f"  {event.at:%Y-%m-%d %H:%M} {event.by}: {out.words(event.kind.value)} {said}")


def _facts(out: Output, stand: Standing) -> dict[str, object]:
    task = stand.task
    return {
        "section": task.section,
        "units": "、".join(f"{unit.name} ({out.words(unit.role.value)})" for unit in task.units),
        "leaders": "、".join(leader.name for leader in task.leaders),
        "due": task.due,
        "Working days": stand.working_days,
        "Signal": out.words(stand.signal.value),
        "percent": task.percent,
    }
