import { aliasStoreContract } from "./alias-store.contract.ts";
import { createInMemoryAlias } from "./in-memory-alias.ts";

aliasStoreContract("the alias in memory", () => ({
  store: createInMemoryAlias({ primary: "6" }, ["6", "7"]).store,
  versions: ["6", "7"],
  missingVersion: "99",
  close: () => undefined,
}));
