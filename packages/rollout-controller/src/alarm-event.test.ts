import { describe, expect, it } from "vitest";
import { parseAlarmEvent } from "./alarm-event.ts";
import { alarmEvent } from "./testdata/alarm-event.ts";

describe("parseAlarmEvent", () => {
  it("finds the alarm, its state and the versions that it watches, in metric math too", () => {
    expect(parseAlarmEvent(alarmEvent({ versions: ["7", "7"] }))).toEqual({
      name: "switchyard-local-router-errors",
      state: "ALARM",
      versions: ["7"],
    });
  });

  it("finds no version in an alarm on the alias as a whole", () => {
    expect(parseAlarmEvent(alarmEvent({ versions: [] })).versions).toEqual([]);
  });

  it("takes what AWS may add", () => {
    const event = { ...alarmEvent({ versions: ["7"] }), invoice: 1 };
    expect(parseAlarmEvent(event).versions).toEqual(["7"]);
  });

  it.each([[null], ["ALARM"], [{}], [[]]])("refuses %j and says all that is missing", (event) => {
    expect(() => parseAlarmEvent(event)).toThrow(
      /source: expected .*alarmData\.alarmName: .*alarmData\.state\.value: .*configuration\.metrics: /,
    );
  });

  it("refuses a state that no alarm has", () => {
    expect(() => parseAlarmEvent(alarmEvent({ versions: [], state: "PANIC" }))).toThrow(
      'alarmData.state.value: expected ALARM, OK, INSUFFICIENT_DATA, found "PANIC"',
    );
  });
});
