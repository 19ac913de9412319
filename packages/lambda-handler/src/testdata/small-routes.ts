import { type CompiledRoutes, compileRoutes, parseRouteTable } from "@switchyard/router-core";

/** Test support: a table of two agents, in which few queries match a rule. */
export function smallRoutes(): CompiledRoutes {
  const parsed = parseRouteTable({
    version: 1,
    fallback: "knowledge",
    agents: [
      { id: "cost", description: "Bills.", phrases: ["aws costs"] },
      { id: "knowledge", description: "All else." },
    ],
  });
  if (!parsed.ok) throw new Error("the fixture is a table");
  const compiled = compileRoutes(parsed.table);
  if (!compiled.ok) throw new Error("the fixture compiles");
  return compiled.routes;
}
