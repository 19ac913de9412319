import { UpdateAliasCommand } from "@aws-sdk/client-lambda";
import { type Command, InvalidArgumentError } from "commander";
import type { Terminal } from "../terminal.ts";
import { lambdaClient } from "./aws-clients.ts";
import { runningCloud } from "./session.ts";
import { deployedRouter } from "./stack.ts";

/** `local foreign-write`: writes the alias behind the controller's back, to see that it notices and holds. */
export function addForeignWriteCommand(local: Command, terminal: Terminal, dir: string): void {
  local
    .command("foreign-write")
    .description("write the router's alias as a stranger would: the controller should notice and hold")
    .requiredOption("--version <number>", "the version that then serves everyone", readVersion)
    .option("--json", "print what was written as JSON")
    .action(async ({ version, json }: { readonly version: string; readonly json?: true }) => {
      const cloud = await runningCloud(dir);
      const { functionName, aliasName } = await deployedRouter(cloud);
      const client = lambdaClient(cloud.endpoints);
      try {
        await client.send(
          new UpdateAliasCommand({
            FunctionName: functionName,
            Name: aliasName,
            FunctionVersion: version,
            RoutingConfig: { AdditionalVersionWeights: {} },
          }),
        );
      } finally {
        client.destroy();
      }
      if (json) terminal.out(JSON.stringify({ functionName, aliasName, version }));
      else
        terminal.out(
          `${aliasName} of ${functionName} now serves version ${version}, and the controller was not asked. See "switchyard release status" after its next pass.`,
        );
    });
}

function readVersion(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  throw new InvalidArgumentError(`expected the number of a published version, found "${text}"`);
}
