export { printRouteFileProblem, type RouteFileProblem } from "./problem.ts";
export { type RouteFile, readRouteFile } from "./read-route-file.ts";
