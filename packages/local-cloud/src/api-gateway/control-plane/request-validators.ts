import type {
  CreateRequestValidatorCommandInput,
  DeleteRequestValidatorCommandInput,
  GetRequestValidatorCommandInput,
  RequestValidator,
} from "@aws-sdk/client-api-gateway";
import { badRequest, notFound } from "../errors.ts";
import type { RequestValidatorRecord } from "../records.ts";
import { type GatewayState, newId, without } from "../state.ts";
import { member } from "./patch.ts";

/** Operations on request validators. Without one, required parameters are not enforced: AWS does the same. */
export function createRequestValidatorOperations(state: GatewayState) {
  const get = (apiId: string | undefined, id = ""): RequestValidatorRecord => {
    const validator = state.api(apiId).requestValidators[id];
    if (validator === undefined) throw notFound("Invalid Request Validator identifier specified");
    return validator;
  };
  return {
    CreateRequestValidator: (input: CreateRequestValidatorCommandInput): RequestValidator => {
      const api = state.api(input.restApiId);
      if (input.validateRequestBody === true) {
        throw badRequest("The local cloud does not support validateRequestBody: it has no models.");
      }
      const validator: RequestValidatorRecord = {
        id: newId(6),
        ...member("name", input.name),
        validateRequestParameters: input.validateRequestParameters ?? false,
      };
      state.apis.set(api.id, {
        ...api,
        requestValidators: { ...api.requestValidators, [validator.id]: validator },
      });
      return { ...validator, validateRequestBody: false };
    },
    GetRequestValidator: (input: GetRequestValidatorCommandInput): RequestValidator => ({
      ...get(input.restApiId, input.requestValidatorId),
      validateRequestBody: false,
    }),
    DeleteRequestValidator: (input: DeleteRequestValidatorCommandInput): Record<string, never> => {
      const api = state.api(input.restApiId);
      const { id } = get(api.id, input.requestValidatorId);
      const methods = Object.values(api.resources).flatMap((resource) => Object.values(resource.methods));
      if (methods.some((method) => method.requestValidatorId === id)) {
        throw badRequest(`Cannot delete the request validator ${id}: a method uses it.`);
      }
      state.apis.set(api.id, { ...api, requestValidators: without(api.requestValidators, id) });
      return {};
    },
  };
}
