// Reads one calendar file with ical.js (Thunderbird, Nextcloud) and prints, as JSON, what is wrong and what was read:
// {"complaints": [text], "items": [{"uid", "kind", "start", "end", "alarms": [text]}]}, instants in UTC.
// ical.js is strict about structure (it throws) and lax about the rest, so the rest is checked here.

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const ENDS = { vevent: "dtend", vtodo: "due" };
const complaints = [];
const items = [];

function instant(time) {
  return time instanceof ICAL.Time ? time.toJSDate().toISOString() : null;
}

function readAlarm(alarm, uid) {
  const trigger = alarm.getFirstPropertyValue("trigger");
  if (!(trigger instanceof ICAL.Duration || trigger instanceof ICAL.Time)) {
    complaints.push(`${uid}: an alarm without a TRIGGER that is a duration or a time: ${trigger}`);
  }
  if (!alarm.getFirstPropertyValue("action")) {
    complaints.push(`${uid}: an alarm without ACTION`);
  }
  return String(trigger);
}

function readItem(item) {
  const uid = item.getFirstPropertyValue("uid");
  const start = item.getFirstPropertyValue("dtstart");
  const end = item.getFirstPropertyValue(ENDS[item.name]);
  if (!uid) {
    complaints.push(`a ${item.name} without UID`);
  }
  if (item.name === "vevent" && !(start instanceof ICAL.Time)) {
    complaints.push(`${uid}: no DTSTART`);
  }
  if (start && end && end.compare(start) < 0) {
    complaints.push(`${uid}: ends before it starts`);
  }
  const alarms = item.getAllSubcomponents("valarm").map((alarm) => readAlarm(alarm, uid));
  items.push({ uid, kind: item.name, start: instant(start), end: instant(end), alarms });
}

function readCalendar(jcal) {
  const calendar = new ICAL.Component(jcal);
  if (calendar.name !== "vcalendar") {
    complaints.push(`a ${calendar.name} where a VCALENDAR must be`);
  }
  Object.keys(ENDS).flatMap((kind) => calendar.getAllSubcomponents(kind)).forEach(readItem);
}

function readText(text) {
  const parsed = ICAL.parse(text);
  if (parsed.length === 0) {
    complaints.push("no VCALENDAR");
    return;
  }
  (Array.isArray(parsed[0]) ? parsed : [parsed]).forEach(readCalendar);
  const begun = (text.match(/^BEGIN:(VEVENT|VTODO)\s*$/gim) ?? []).length;
  if (items.length < begun) {
    complaints.push(`${begun} events and to-dos begin, ${items.length} were read`);
  }
}

try {
  readText(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(process.argv[2])));
} catch (error) {
  complaints.push(`${error.name}: ${error.message}`);
}
console.log(JSON.stringify({ complaints, items }));
