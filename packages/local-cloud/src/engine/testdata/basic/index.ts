import * as pulumi from "@pulumi/pulumi";
import { Thing } from "../thing.ts";

const config = new pulumi.Config();
const password = config.requireSecret("password");
const first = new Thing("first", { size: config.requireNumber("size"), password });
const second = new Thing(
  "second",
  { target: first.arn, tags: { version: first.version, secret: password } },
  { ignoreChanges: ["tags.version"], dependsOn: first },
);
process.stdout.write("the program says hello\n");
export const arn = first.arn;
export const tags = second.tags;
