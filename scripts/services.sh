# Source this: installs and starts what some tests need beyond npm, on Debian: PostgreSQL, Chromium, Python, and the
# checkers of what is exported (promtool, systemd-analyze). Sets AGENT_REPLAY_TEST_POSTGRES and AGENT_REPLAY_TEST_CHROMIUM;
# tests that need one say so when it is not there.
_services_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

_missing=()
for _pair in chromium:chromium python3:python3 promtool:prometheus systemd-analyze:systemd; do
  command -v "${_pair%%:*}" >/dev/null 2>&1 || _missing+=("${_pair##*:}")
done
if [ "${#_missing[@]}" -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${_missing[@]}" >/dev/null
fi
export AGENT_REPLAY_TEST_CHROMIUM="$(command -v chromium)"

bash "$_services_dir/postgres.sh" start
export AGENT_REPLAY_TEST_POSTGRES="$(bash "$_services_dir/postgres.sh" url)"
trap 'bash "$_services_dir/postgres.sh" stop' EXIT
