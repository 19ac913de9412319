#!/usr/bin/env bash
# Writes down what the program would change in each stage, and in its bill. Fails where a policy forbids it.
#   PLAN_FILE  Markdown, made anew
#   STAGES     which; without it, those of the account: every stage that has a file, but for local
set -euo pipefail

plan=${PLAN_FILE:?expected a file to write to}
if [[ -z "${STAGES:-}" ]]; then
  STAGES=$(find infra/router -maxdepth 1 -name 'Pulumi.*.yaml' ! -name 'Pulumi.local.yaml' | sed -E 's/.*Pulumi[.](.*)[.]yaml/\1/' | sort)
fi

echo "## What this change does to each stage" >"$plan"
failed=()
for stage in $STAGES; do
  if ! npm run -s switchyard -- deploy --stage "$stage" --preview --summary "$plan"; then
    failed+=("$stage")
    printf '\n**No plan for %s:** the log of this job says why.\n' "$stage" >>"$plan"
  fi
done
cat "$plan" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
if [[ ${#failed[@]} -gt 0 ]]; then
  echo "No plan for: ${failed[*]}" >&2
  exit 1
fi
