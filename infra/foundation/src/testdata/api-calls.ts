import { on, type ProviderCall, type ResourceCalls } from "./calls.ts";

const IN = "us-east-1:111122223333";
const at = (path: string): string => `arn:aws:apigateway:us-east-1::${path}`;
const API = at("/restapis/a1b2c3d4e5");
const RESOURCE = `${API}/resources/r1s2t3`;
const METHOD = `${RESOURCE}/methods/POST`;
const STAGE = `${API}/stages/<stage>`;
const PLAN = at("/usageplans/p1l2a3");
const KEY = at("/apikeys/k1e2y3");
const DOMAIN = at("/domainnames/query.example.com");
const WEB_ACL = `arn:aws:wafv2:${IN}:regional/webacl/switchyard-<stage>-api/3f0c8d52-8f5c-4f0e-9f5e-2f1d7f0c8d52`;
const MANAGED_RULES = `arn:aws:wafv2:${IN}:regional/managedruleset/AWS/AWSManagedRulesCommonRuleSet`;

const held = (resource: string, actions: string): readonly ProviderCall[] =>
  on(resource, actions, { tag: "held" });

/** Something new with tags: API Gateway also checks that they may be put on it. */
const made = (collection: string): readonly ProviderCall[] => [
  ...on(at(collection), "apigateway:POST", { tag: "brought" }),
  ...on(at("/tags/*"), "apigateway:PUT apigateway:POST", { tag: "brought" }),
];

const retagged = (resource: string): readonly ProviderCall[] =>
  held(at(`/tags/${encodeURIComponent(resource)}`), "apigateway:PUT apigateway:DELETE");

/** By the provider's sources: internal/service/apigateway and wafv2 of terraform-provider-aws. */
export const API_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:apigateway/restApi:RestApi": {
    create: made("/restapis"),
    read: [...held(API, "apigateway:GET"), ...held(`${API}/resources`, "apigateway:GET")],
    update: [...held(API, "apigateway:PATCH apigateway:PUT"), ...retagged(API)],
    delete: held(API, "apigateway:DELETE"),
  },
  "aws:apigateway/resource:Resource": {
    create: held(`${API}/resources/root123`, "apigateway:POST"),
    read: held(RESOURCE, "apigateway:GET"),
    update: held(RESOURCE, "apigateway:PATCH"),
    delete: held(RESOURCE, "apigateway:DELETE"),
  },
  "aws:apigateway/method:Method": {
    create: held(METHOD, "apigateway:PUT"),
    read: held(METHOD, "apigateway:GET"),
    update: held(METHOD, "apigateway:PATCH"),
    delete: held(METHOD, "apigateway:DELETE"),
  },
  "aws:apigateway/integration:Integration": {
    create: held(`${METHOD}/integration`, "apigateway:PUT"),
    read: held(`${METHOD}/integration`, "apigateway:GET"),
    update: held(`${METHOD}/integration`, "apigateway:PATCH"),
    delete: held(`${METHOD}/integration`, "apigateway:DELETE"),
  },
  "aws:apigateway/response:Response": {
    create: held(`${API}/gatewayresponses/THROTTLED`, "apigateway:PUT"),
    read: held(`${API}/gatewayresponses/THROTTLED`, "apigateway:GET"),
    update: held(`${API}/gatewayresponses/THROTTLED`, "apigateway:PUT"),
    delete: held(`${API}/gatewayresponses/THROTTLED`, "apigateway:DELETE"),
  },
  "aws:apigateway/deployment:Deployment": {
    create: held(`${API}/deployments`, "apigateway:POST"),
    read: held(`${API}/deployments/d1e2p3`, "apigateway:GET"),
    update: held(`${API}/deployments/d1e2p3`, "apigateway:PATCH"),
    delete: [
      ...held(`${API}/deployments/d1e2p3`, "apigateway:DELETE"),
      ...held(STAGE, "apigateway:GET apigateway:DELETE"),
    ],
  },
  "aws:apigateway/stage:Stage": {
    create: [
      ...held(`${API}/stages`, "apigateway:POST"),
      ...on(at("/tags/*"), "apigateway:PUT", { tag: "brought" }),
      ...held(STAGE, "apigateway:PATCH"),
    ],
    read: held(STAGE, "apigateway:GET"),
    update: [...held(STAGE, "apigateway:PATCH"), ...retagged(STAGE)],
    delete: held(STAGE, "apigateway:DELETE"),
  },
  "aws:apigateway/methodSettings:MethodSettings": {
    create: held(STAGE, "apigateway:PATCH"),
    read: held(STAGE, "apigateway:GET"),
    update: held(STAGE, "apigateway:PATCH"),
    delete: held(STAGE, "apigateway:PATCH"),
  },
  "aws:apigateway/usagePlan:UsagePlan": {
    create: made("/usageplans"),
    read: held(PLAN, "apigateway:GET"),
    update: [...held(PLAN, "apigateway:PATCH"), ...retagged(PLAN)],
    delete: held(PLAN, "apigateway:PATCH apigateway:DELETE"),
  },
  "aws:apigateway/apiKey:ApiKey": {
    create: made("/apikeys"),
    read: held(KEY, "apigateway:GET"),
    update: [...held(KEY, "apigateway:PATCH"), ...retagged(KEY)],
    delete: held(KEY, "apigateway:DELETE"),
  },
  "aws:apigateway/usagePlanKey:UsagePlanKey": {
    create: held(`${PLAN}/keys`, "apigateway:POST"),
    read: held(`${PLAN}/keys/k1e2y3`, "apigateway:GET"),
    update: [],
    delete: held(`${PLAN}/keys/k1e2y3`, "apigateway:DELETE"),
  },
  "aws:apigateway/domainName:DomainName": {
    create: [
      ...made("/domainnames"),
      ...on(
        "arn:aws:iam::111122223333:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
        "iam:CreateServiceLinkedRole",
      ),
    ],
    read: held(DOMAIN, "apigateway:GET"),
    update: [...held(DOMAIN, "apigateway:PATCH"), ...retagged(DOMAIN)],
    delete: held(DOMAIN, "apigateway:DELETE"),
  },
  "aws:apigateway/basePathMapping:BasePathMapping": {
    create: held(`${DOMAIN}/basepathmappings`, "apigateway:POST"),
    read: held(`${DOMAIN}/basepathmappings/(none)`, "apigateway:GET"),
    update: held(`${DOMAIN}/basepathmappings/(none)`, "apigateway:PATCH"),
    delete: held(`${DOMAIN}/basepathmappings/(none)`, "apigateway:DELETE"),
  },
  "aws:wafv2/webAcl:WebAcl": {
    create: [
      ...on(WEB_ACL, "wafv2:CreateWebACL wafv2:TagResource"),
      ...on(MANAGED_RULES, "wafv2:CreateWebACL"),
    ],
    read: on(WEB_ACL, "wafv2:GetWebACL wafv2:ListTagsForResource"),
    update: [
      ...on(WEB_ACL, "wafv2:UpdateWebACL wafv2:TagResource wafv2:UntagResource"),
      ...on(MANAGED_RULES, "wafv2:UpdateWebACL"),
    ],
    delete: on(WEB_ACL, "wafv2:GetWebACL wafv2:DeleteWebACL"),
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    create: [
      ...on(WEB_ACL, "wafv2:AssociateWebACL"),
      ...held(STAGE, "wafv2:AssociateWebACL apigateway:SetWebACL"),
    ],
    read: [
      ...held(STAGE, "wafv2:GetWebACLForResource"),
      ...on(WEB_ACL, "wafv2:GetWebACLForResource wafv2:GetWebACL"),
    ],
    update: [],
    delete: held(STAGE, "wafv2:DisassociateWebACL apigateway:SetWebACL"),
  },
};
