import { type FileReading, type RoutingModel, readModel } from "@switchyard/router-core";

/**
 * Takes the `model.bin` that the build put beside the bundle: trained there, together with the routes.
 *
 * @throws Error when it is no whole model of this version: without its model the function would be another than the
 * one that was measured.
 */
export function readModelFile(bytes: Uint8Array, reading?: FileReading): RoutingModel {
  const read = readModel(bytes, reading);
  if (read.ok) return read.model;
  throw new Error(`model.bin cannot be used; build it again. It ${read.message}.`);
}
