import * as pulumi from "@pulumi/pulumi";
import { Thing } from "../thing.ts";

switch (new pulumi.Config().require("use")) {
  case "transform":
    pulumi.runtime.registerResourceTransform(() => undefined);
    break;
  case "hook":
    new pulumi.ResourceHook("hook", () => undefined);
    break;
  case "exit":
    // Before the SDK's own handler, which tells the engine that the program has ended well.
    process.once("beforeExit", () => process.exit(0));
    break;
  case "crash":
    process.kill(process.pid, "SIGKILL");
    break;
  case "hang":
    process.stdout.write("hanging\n");
    setInterval(() => undefined, 1000);
}
new Thing("thing", {});
