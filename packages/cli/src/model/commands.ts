import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import { addEvaluateCommand } from "./evaluate-command.ts";
import { addTrainCommand } from "./train-command.ts";

/** `train` and `evaluate`: makes the compiled model of the fast path, and measures it. */
export function addModelCommands(program: Command, line: CommandLine): void {
  addTrainCommand(program, line);
  addEvaluateCommand(program, line);
}
