# Source this: installs and starts what some tests need beyond npm (PostgreSQL, Chromium), on Debian.
# Sets AGENT_REPLAY_TEST_POSTGRES and AGENT_REPLAY_TEST_CHROMIUM; tests that need one say so when it is unset.
_services_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if ! command -v chromium >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
fi
export AGENT_REPLAY_TEST_CHROMIUM="$(command -v chromium)"

bash "$_services_dir/postgres.sh" start
export AGENT_REPLAY_TEST_POSTGRES="$(bash "$_services_dir/postgres.sh" url)"
trap 'bash "$_services_dir/postgres.sh" stop' EXIT
