import { SHIPPED_ALARMS } from "@switchyard/rollout";
import { expect, it } from "vitest";
import { ALARM_NUMBERS } from "../../../infra/router/src/alarm-rules.ts";

it("plays the alarms with the numbers that are deployed", () => {
  const { errors, slow, coldStart, hardFailures } = ALARM_NUMBERS;
  const share = (name: string) => SHIPPED_ALARMS.shares.find((alarm) => alarm.name === name);
  expect(share("errors")).toMatchObject({ excess: errors.excess, timesOthers: errors.timesOthers });
  expect(share("slow")).toMatchObject({
    share: slow.sharePercent / 100,
    excess: slow.excess,
    timesOthers: slow.timesOthers,
  });
  expect(share("cold-start")).toMatchObject({ leastRequests: coldStart.minimumStarts, share: 0.5 });
  expect(SHIPPED_ALARMS.hardFailures).toMatchObject({
    leastEvents: hardFailures.minimumFailures,
    share: hardFailures.share,
    othersAtMost: hardFailures.othersAtMost,
  });
  for (const { periodSeconds } of [errors, slow, coldStart]) {
    expect(periodSeconds).toBe(60 * SHIPPED_ALARMS.windowMinutes);
  }
  expect(hardFailures.periodSeconds).toBe(10);
});
