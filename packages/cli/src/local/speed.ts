import { CommandError } from "../terminal.ts";

/** Where the background process of the local cloud finds the speed of its clock. */
export const SPEED_VARIABLE = "SWITCHYARD_LOCAL_SPEED";

/** The speed that the environment asks for, or 1. What is no number is refused: it would be a cloud at another speed. */
export function speedFrom(env: NodeJS.ProcessEnv): number {
  const text = env[SPEED_VARIABLE];
  if (text === undefined || text === "") return 1;
  const speed = Number(text);
  if (speed >= 1) return speed;
  throw new CommandError(`${SPEED_VARIABLE}: expected a number from 1, found "${text}".`, 2);
}
