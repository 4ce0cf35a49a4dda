#!/usr/bin/env bash
# Generated requests against the API of a running demonstration, from its own OpenAPI document. Ends with failure where an answer is 5xx, or none.
#
#   tests/schemathesis.sh [EXAMPLES]      how many requests for each operation and kind, 15
#
# Needs python3 with venv, curl, and a built target/debug/jenjang-web (or JENJANG_WEB=path). Installs schemathesis from PyPI into a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
examples=${1:-15}
work=${SCHEMATHESIS_FOLDER:-${CARGO_TARGET_DIR:-target}/schemathesis}
web=${JENJANG_WEB:-${CARGO_TARGET_DIR:-target}/debug/jenjang-web}
mkdir -p "$work"
work=$(cd "$work" && pwd)
web=$(cd "$(dirname "$web")" && pwd)/$(basename "$web")
if [ ! -x "$work/venv/bin/schemathesis" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" -q install 'schemathesis>=4.3,<5'
fi
metrics=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print("127.0.0.1:%d" % s.getsockname()[1])')
"$web" --demo --listen 127.0.0.1:0 --metrics-listen "$metrics" --staff 60 --lang en >"$work/server.out" 2>"$work/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 1 100); do
    base=$(sed -n 's/.*\(http:\/\/[0-9.:]*\).*/\1/p' "$work/server.out")
    [ -n "$base" ] && break
    sleep 0.2
done
[ -n "$base" ] || { echo "the demonstration does not start:"; cat "$work/server.log"; exit 2; }
failed=0
# what the tool keeps between runs stays out of the repository
cd "$work"
# as nobody, as the HR officer, as the analyst, as the appointing authority: what is allowed differs; SCHEMATHESIS_AS names some of them
for person in ${SCHEMATHESIS_AS:-nobody contoh-kepegawaian contoh-analis contoh-ppk}; do
    header=()
    if [ "$person" != nobody ]; then
        cookie=$(curl -s -D - -o /dev/null -d "person=$person" "$base/sign-in" | tr -d '\r' | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*session[^;]*\);.*/\1/p' | head -1)
        # the document says that a token is one way in: the tool would send one of its own making beside the session, and be refused
        scopes="{\"name\": \"schemathesis\", \"scopes\": [\"read\", \"write\"], \"last\": \"$(date -d '+30 days' +%F)\"}"
        token=$(curl -s -H "Cookie: $cookie" -H 'Content-Type: application/json' -d "$scopes" "$base/api/v1/tokens" | sed -n 's/.*"token":"\([a-z0-9_]*\)".*/\1/p')
        [ -n "$token" ] || { echo "no token for $person"; exit 2; }
        header=(--header "Authorization: Bearer $token")
    fi
    echo "== as $person"
    "$work/venv/bin/schemathesis" run "$base/api/v1/openapi.json" "${header[@]}" --checks not_a_server_error --phases examples,coverage,fuzzing \
        --max-examples "$examples" --generation-deterministic --workers 1 --request-timeout 30 --continue-on-failure || failed=1
done
# answers by status, as the server counted them
curl -s "http://$metrics/metrics" | sed -n 's/^jenjang_http_requests_total{.*route="\/api\/v1[^"]*",status="\([0-9]*\)".*} \([0-9]*\)$/\1 \2/p' |
    awk '{ all[$1] += $2 } END { for (status in all) print status, all[status] }' | sort | tee "$work/statuses"
! grep -q '^5' "$work/statuses" || failed=1
kill -0 $server || { echo "the server ended"; exit 1; }
exit $failed
