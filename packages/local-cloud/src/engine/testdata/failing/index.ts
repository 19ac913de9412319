import { Thing } from "../thing.ts";

const first = new Thing("first", { password: "hunter2-hunter2" });
first.arn.apply((arn) => {
  throw new Error(`the program does not like ${arn}`);
});
