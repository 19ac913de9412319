import type { Handler } from "aws-lambda";
import { runAlarm } from "./alarm.ts";
import { createAwsClients } from "./aws-clients.ts";
import { answerCommand, type CommandOutput } from "./command.ts";
import { readConfig } from "./config.ts";
import { createController } from "./controller.ts";
import { runScheduledTick } from "./tick.ts";

// Composition root: the only module that reads the environment or picks an adapter.

const controller = createController(readConfig(process.env), {
  clients: createAwsClients(),
  nowMs: () => Date.now(),
  writeLog: (line) => void process.stdout.write(`${JSON.stringify(line)}\n`),
});

/** Called every minute; the event says nothing that matters. */
export const tick: Handler<unknown, void> = () => runScheduledTick(controller);

/** The action of an alarm. */
export const alarm: Handler<unknown, void> = async (event) => void (await runAlarm(controller, event));

/** One JSON object in, one out. */
export const command: Handler<unknown, CommandOutput> = (event) => answerCommand(controller, event);
