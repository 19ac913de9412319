import type {
  DeleteGatewayResponseCommandInput,
  GatewayResponse,
  GatewayResponses,
  GatewayResponseType,
  GetGatewayResponseCommandInput,
  GetGatewayResponsesCommandInput,
  PutGatewayResponseCommandInput,
} from "@aws-sdk/client-api-gateway";
import { DEFAULT_TEMPLATE, FAILURES, type FailureType, isFailureType } from "../data-plane/failure.ts";
import { badRequest, notFound } from "../errors.ts";
import type { GatewayResponseRecord } from "../records.ts";
import { type GatewayState, without } from "../state.ts";
import { member } from "./patch.ts";

/** Operations on the answers that the gateway makes itself. */
export function createGatewayResponseOperations(state: GatewayState) {
  return {
    PutGatewayResponse: (input: PutGatewayResponseCommandInput): GatewayResponse => {
      const api = state.api(input.restApiId);
      const type = checkedType(input.responseType);
      if (input.statusCode !== undefined && !/^[1-5]\d\d$/.test(input.statusCode)) {
        throw badRequest(`Invalid status code ${input.statusCode} specified.`);
      }
      const responseParameters = { ...input.responseParameters };
      for (const [target, source] of Object.entries(responseParameters)) checkParameter(target, source);
      const record: GatewayResponseRecord = {
        ...member("statusCode", input.statusCode),
        responseParameters,
        responseTemplates: { ...input.responseTemplates },
      };
      state.apis.set(api.id, { ...api, gatewayResponses: { ...api.gatewayResponses, [type]: record } });
      return describe(type, record);
    },

    GetGatewayResponse: (input: GetGatewayResponseCommandInput): GatewayResponse => {
      const type = checkedType(input.responseType);
      return describe(type, state.api(input.restApiId).gatewayResponses[type]);
    },

    GetGatewayResponses: (input: GetGatewayResponsesCommandInput): GatewayResponses => {
      const { gatewayResponses } = state.api(input.restApiId);
      const types = Object.keys(FAILURES).filter(isFailureType);
      return { items: types.map((type) => describe(type, gatewayResponses[type])) };
    },

    DeleteGatewayResponse: (input: DeleteGatewayResponseCommandInput): Record<string, never> => {
      const api = state.api(input.restApiId);
      const type = checkedType(input.responseType);
      if (!Object.hasOwn(api.gatewayResponses, type))
        throw notFound("Gateway response type not defined on api");
      state.apis.set(api.id, { ...api, gatewayResponses: without(api.gatewayResponses, type) });
      return {};
    },
  };
}

function checkedType(type: GatewayResponseType | undefined): FailureType {
  if (type !== undefined && isFailureType(type)) return type;
  throw badRequest(
    `Invalid gateway response type ${type}: expected one of ${Object.keys(FAILURES).join(", ")}.`,
  );
}

function checkParameter(target: string, source: string): void {
  if (!/^gatewayresponse\.header\.[\w-]+$/.test(target)) {
    throw badRequest(
      `The local cloud supports responseParameters of the form gatewayresponse.header.NAME, found ${target}.`,
    );
  }
  if (!/^'[^'\r\n]*'$/.test(source) && !/^context\.[\w.]+$/.test(source)) {
    throw badRequest(
      `The local cloud supports a value in single quotes or context.NAME for ${target}, found ${source}.`,
    );
  }
}

function describe(type: FailureType, record: GatewayResponseRecord | undefined): GatewayResponse {
  const status = FAILURES[type].status;
  const statusCode = record?.statusCode ?? (type.startsWith("DEFAULT_") ? undefined : String(status));
  return {
    responseType: type,
    ...member("statusCode", statusCode),
    responseParameters: { ...record?.responseParameters },
    responseTemplates: { ...(record?.responseTemplates ?? { "application/json": DEFAULT_TEMPLATE }) },
    defaultResponse: record === undefined,
  };
}
