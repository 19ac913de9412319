#!/usr/bin/env bash
# Puts a file into a comment of a pull request: into the one that it made before, where there is one.
#   COMMENT_FILE       Markdown
#   PULL_REQUEST       number
#   GH_TOKEN           may write comments
#   GITHUB_REPOSITORY  owner/name
set -euo pipefail

: "${COMMENT_FILE:?expected a file}" "${PULL_REQUEST:?expected a number}" "${GITHUB_REPOSITORY:?expected owner/name}"
marker='<!-- switchyard: plan -->'
# A comment takes 65,536 characters.
body=$(printf '%s\n%s' "$marker" "$(head -c 60000 "$COMMENT_FILE")")

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
id=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1)
if [[ -n "$id" ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body="$body" >/dev/null
else
  gh api --method POST "$comments" --field body="$body" >/dev/null
fi
