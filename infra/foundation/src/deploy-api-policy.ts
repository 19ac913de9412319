import { apiArn, arnIn, type Place } from "./place.ts";
import { allow, deny, type PolicyDocument, policy } from "./policy-document.ts";
import { STAGE_TAG, stageArns } from "./stage-arns.ts";

/** What can be tagged and made from nothing. Everything else of API Gateway is part of one of these. */
const ROOTS = ["/restapis", "/usageplans", "/apikeys", "/domainnames"] as const;
const WRITES = ["apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
const OF_RESOURCE = `aws:ResourceTag/${STAGE_TAG}`;
const OF_REQUEST = `aws:RequestTag/${STAGE_TAG}`;

export const READ_WEB_ACLS = ["wafv2:GetWebACL", "wafv2:ListTagsForResource"] as const;

/** Everything of API Gateway that a stage may have: the parts inherit the tags of what they are part of. */
export function apiPaths(place: Place): readonly string[] {
  return ROOTS.map((root) => apiArn(place, `${root}/*`));
}

/** API Gateway makes up ids, so the stages are told apart by the tag. The firewall has a name. */
export function apiPolicy(place: Place, stage: string): PolicyDocument {
  const own = stageArns(place, stage);
  const tags = apiArn(place, "/tags/*");
  return policy([
    allow("Api", ["apigateway:GET", ...WRITES], [...apiPaths(place), tags], {
      StringEquals: { [OF_RESOURCE]: stage },
    }),
    allow(
      "NewApi",
      ["apigateway:POST"],
      ROOTS.map((root) => apiArn(place, root)),
      { StringEquals: { [OF_REQUEST]: stage } },
    ),
    // Tags that come with a new resource are checked as if they were put on it.
    allow("NewTags", ["apigateway:POST", "apigateway:PUT"], [tags], {
      StringEquals: { [OF_REQUEST]: stage },
    }),
    // Else another stage's API could be made one's own by putting one's tag on it.
    deny("LeaveOtherStages", ["apigateway:GET", ...WRITES], ["*"], {
      Null: { [OF_RESOURCE]: "false" },
      StringNotEquals: { [OF_RESOURCE]: stage },
    }),
    deny("KeepStageTag", ["apigateway:DELETE"], [tags], {
      "ForAnyValue:StringEquals": { "aws:TagKeys": STAGE_TAG },
    }),
    allow(
      "Firewall",
      [
        ...READ_WEB_ACLS,
        "wafv2:CreateWebACL",
        "wafv2:UpdateWebACL",
        "wafv2:DeleteWebACL",
        "wafv2:TagResource",
        "wafv2:UntagResource",
      ],
      [own.webAcls],
    ),
    // A firewall names rule groups of AWS, and that is checked, too.
    allow(
      "ManagedRules",
      ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
      [arnIn(place, "wafv2", "regional/managedruleset/*")],
    ),
    // By the name of the API's stage: WAF knows nothing of the tags of API Gateway.
    allow(
      "FirewallAtApi",
      [
        "wafv2:AssociateWebACL",
        "wafv2:DisassociateWebACL",
        "wafv2:GetWebACLForResource",
        "apigateway:SetWebACL",
      ],
      [own.webAcls, own.apiStage],
    ),
  ]);
}
