// Reads a feed from standard input with ical.js in its strict mode and prints its events as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component, { strictExceptions: true });
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    start: event.startDate.toString(),
    end: event.endDate.toString(),
    allDay: event.startDate.isDate,
    sequence: event.sequence,
    modified: component.getFirstPropertyValue("last-modified").toString(),
    status: component.getFirstPropertyValue("status"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
    alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
});
const todos = calendar.getAllSubcomponents("vtodo").map((component) => ({
  uid: component.getFirstPropertyValue("uid"),
  summary: component.getFirstPropertyValue("summary"),
  description: component.getFirstPropertyValue("description"),
  due: component.getFirstPropertyValue("due").toString(),
  status: component.getFirstPropertyValue("status"),
  percent: component.getFirstPropertyValue("percent-complete"),
}));
const name = calendar.getFirstPropertyValue("name");
const refresh = calendar.getFirstProperty("refresh-interval");
console.log(JSON.stringify({ name, refresh: [refresh.type, refresh.getFirstValue().toString()], events, todos }));
