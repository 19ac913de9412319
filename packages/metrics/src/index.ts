export * from "./catalogue.ts";
export * from "./emf.ts";
export * from "./figures.ts";
export * from "./kpi.ts";
export * from "./percentile.ts";
export * from "./request-cost.ts";
