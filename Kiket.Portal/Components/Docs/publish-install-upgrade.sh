#!/bin/sh
# The whole way by curl alone: publish a version, approve it, install the one before, upgrade to the new one and roll back.
#
# Against the demo, with the tokens of its people:
#
#   dotnet run --project Kiket.Portal -- --Demo:Tokens:Publisher=publisher --Demo:Tokens:Reviewer=reviewer --Demo:Tokens:Customer=customer
#   sh Kiket.Portal/Components/Docs/publish-install-upgrade.sh http://localhost:5080
#
# Elsewhere: set the variables below to your repository and your tokens, push a higher version with git, and leave "push" out.
set -eu

PORTAL=${1:-http://localhost:5080}
API=$PORTAL/api/v1
PUBLISHER=${PUBLISHER:-publisher} # a token with the scope publish
REVIEWER=${REVIEWER:-reviewer}    # review
CUSTOMER=${CUSTOMER:-customer}    # install
REPOSITORY=${REPOSITORY:-https://github.com/acme/alerts}
EXTENSION=${EXTENSION:-dev.acme.alerts}
ORGANIZATION=${ORGANIZATION:-globex}

# call TOKEN METHOD PATH [BODY] prints the answer. A refusal prints its sentence and ends the script.
call() {
  answer=$(curl --silent --show-error --fail-with-body -X "$2" "$API$3" \
    -H "Authorization: Bearer $1" -H "Content-Type: application/json" ${4:+--data "$4"}) || { printf '%s\n' "$answer" >&2; exit 1; }
  printf '%s\n' "$answer"
}

# value NAME prints the first text or number of that name in the JSON that comes in.
value() {
  grep -o "\"$1\":\"\{0,1\}[^\",}]*" | head -n 1 | sed 's/^[^:]*:"\{0,1\}//'
}

# wait_for WORD COMMAND repeats the command until it prints the word.
wait_for() {
  for _ in $(seq 120); do
    said=$("$2")
    case $said in
      "$1") return ;;
      failed | cancelled) break ;;
    esac
    sleep 0.5
  done
  echo "It is $said instead of $1." >&2
  exit 1
}

status_of_installation() { call "$CUSTOMER" GET "/marketplace/installations/$INSTALLATION" | value status; }
state_of_job() { call "$CUSTOMER" GET "/marketplace/installations/$INSTALLATION/operations/$JOB" | value state; }

# The demo's page presses "git push" for you: its button "New version" of this repository.
push() {
  cookies=$(mktemp)
  page=$(curl --silent --show-error --fail --cookie-jar "$cookies" "$PORTAL/demo" | tr '\n' ' ' | sed 's/<tr/\n<tr/g' | grep "$REPOSITORY<")
  number=$(echo "$page" | grep -o '/demo/push/[0-9]*' | grep -o '[0-9]*$')
  token=$(echo "$page" | grep -o '__RequestVerificationToken" value="[^"]*' | sed 's/.*value="//')
  curl --silent --show-error --fail --cookie "$cookies" --output /dev/null "$PORTAL/demo/push/$number" \
    --data-urlencode "__RequestVerificationToken=$token" --data kind=version
  rm -f "$cookies"
}

before=$(call "$CUSTOMER" GET "/extensions/registry/marketplace/$EXTENSION" | value version)
push

echo "1. Publish"
published=$(call "$PUBLISHER" POST /extensions/registry/marketplace/publish "{\"repository\": {\"url\": \"$REPOSITORY\", \"ref\": \"main\"}}")
version=$(echo "$published" | value version)
submission=$(echo "$published" | value submission_id)
echo "   $EXTENSION $version is $(echo "$published" | value state)."

echo "2. Approve"
decided=$(call "$REVIEWER" POST "/reviews/submissions/$submission/decision" '{"decision": "approve", "message": "Good."}')
echo "   The submission is $(echo "$decided" | value state)."

echo "3. Install the version before"
installed=$(call "$CUSTOMER" POST /marketplace/installations \
  "{\"product_id\": \"$EXTENSION\", \"organization\": \"$ORGANIZATION\", \"version\": \"$before\"}")
INSTALLATION=$(echo "$installed" | value id)
wait_for active status_of_installation
echo "   Installation $INSTALLATION runs $before."

echo "4. Upgrade"
call "$CUSTOMER" POST "/marketplace/installations/$INSTALLATION/upgrade/preview" '{"version": "latest"}' | grep -o '"description":"[^"]*' | sed 's/.*:"/   /'
JOB=$(call "$CUSTOMER" POST "/marketplace/installations/$INSTALLATION/upgrade" "{\"version\": \"$version\"}" | value job_id)
wait_for succeeded state_of_job
echo "   It runs $(call "$CUSTOMER" GET "/marketplace/installations/$INSTALLATION" | value product_version)."

echo "5. Roll back"
JOB=$(call "$CUSTOMER" POST "/marketplace/installations/$INSTALLATION/rollback" | value job_id)
wait_for succeeded state_of_job
echo "   It runs $(call "$CUSTOMER" GET "/marketplace/installations/$INSTALLATION" | value product_version) again."
