import type {
  CreateResourceCommandInput,
  DeleteResourceCommandInput,
  GetResourceCommandInput,
  GetResourcesCommandInput,
  Resource,
  Resources,
} from "@aws-sdk/client-api-gateway";
import { badRequest, conflict } from "../errors.ts";
import type { ResourceRecord } from "../records.ts";
import { type GatewayState, newId, without } from "../state.ts";
import { describeMethod } from "./methods.ts";
import { pageOf } from "./page.ts";
import { member } from "./patch.ts";

/** Operations on the resources (paths) of an API. */
export function createResourceOperations(state: GatewayState) {
  return {
    CreateResource: (input: CreateResourceCommandInput): Resource => {
      const api = state.api(input.restApiId);
      const parent = state.resource(api.id, input.parentId);
      const pathPart = input.pathPart ?? "";
      if (!/^(?:[\w.~:%!$&'()*+,;=@-]+|\{[\w.-]+\+?\})$/.test(pathPart)) {
        throw badRequest(
          "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
        );
      }
      if (parent.pathPart.endsWith("+}"))
        throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.path}`);
      const siblings = Object.values(api.resources).filter((resource) => resource.parentId === parent.id);
      if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
        throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
      }
      if (
        isVariable(pathPart) &&
        siblings.some(
          (sibling) => isVariable(sibling.pathPart) && isGreedy(sibling.pathPart) === isGreedy(pathPart),
        )
      ) {
        throw badRequest(
          `A sibling of this resource already has a variable path part -- only one is allowed: ${pathPart}`,
        );
      }
      const resource: ResourceRecord = {
        id: newId(6),
        parentId: parent.id,
        pathPart,
        path: `${parent.path === "/" ? "" : parent.path}/${pathPart}`,
        methods: {},
      };
      state.saveResource(api.id, resource);
      return describeResource(resource, false);
    },

    GetResource: (input: GetResourceCommandInput): Resource =>
      describeResource(
        state.resource(input.restApiId, input.resourceId),
        input.embed?.includes("methods") ?? false,
      ),

    GetResources: (input: GetResourcesCommandInput): Resources => {
      const all = Object.values(state.api(input.restApiId).resources);
      const { items, ...rest } = pageOf(all, (resource) => resource.id, input);
      const embed = input.embed?.includes("methods") ?? false;
      return { items: items.map((resource) => describeResource(resource, embed)), ...rest };
    },

    /** Deletes the resource with everything below it. */
    DeleteResource: (input: DeleteResourceCommandInput): Record<string, never> => {
      const api = state.api(input.restApiId);
      const resource = state.resource(api.id, input.resourceId);
      if (resource.parentId === undefined) throw badRequest("Root resource cannot be deleted");
      const below = Object.values(api.resources).filter(({ path }) => path.startsWith(`${resource.path}/`));
      const resources = [resource, ...below].reduce((left, { id }) => without(left, id), api.resources);
      state.apis.set(api.id, { ...api, resources });
      return {};
    },
  };
}

function describeResource(resource: ResourceRecord, embedMethods: boolean): Resource {
  const methods = Object.entries(resource.methods).map(([verb, method]) => [
    verb,
    embedMethods ? describeMethod(method) : {},
  ]);
  return {
    id: resource.id,
    ...member("parentId", resource.parentId),
    ...(resource.pathPart === "" ? {} : { pathPart: resource.pathPart }),
    path: resource.path,
    ...(methods.length === 0 ? {} : { resourceMethods: Object.fromEntries(methods) }),
  };
}

function isVariable(pathPart: string): boolean {
  return pathPart.startsWith("{");
}

function isGreedy(pathPart: string): boolean {
  return pathPart.endsWith("+}");
}
