/** What `--help` shows below the options of each command; the empty name is the command itself. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  '': [
    'agent-replay --fixture fixtures/agent_failure_forensics/missing_artifact_ref',
    "agent-replay --fixture 'fixtures/payments/*' --mode strict --json",
    'agent-replay --fixture fixtures/payments/double_charge --repeat 50',
    'agent-replay --fail-on-unused',
  ],
  init: ['agent-replay init', 'agent-replay init --yes'],
  validate: ['agent-replay validate', 'agent-replay validate fixtures/payments/* --json'],
  doctor: ['agent-replay doctor', 'agent-replay doctor --probe'],
  runs: ['agent-replay runs --status failed --limit 10', 'agent-replay runs --task ticket-4711 --json'],
  show: ['agent-replay show ticket-4711', 'agent-replay show 01a20bf3-086e-7366-854d-e4d2f49e8c0e'],
  compare: ['agent-replay compare --task ticket-4711', 'agent-replay compare --fixture double_charge --json'],
  trace: ['agent-replay trace v1:5f0c1a9e'],
  watchdog: ['agent-replay watchdog', 'agent-replay watchdog --every 60s'],
  freeze: [
    'agent-replay freeze 01a20bf3-086e-7366-854d-e4d2f49e8c0e',
    'agent-replay freeze 01a20bf3-086e-7366-854d-e4d2f49e8c0e --suite payments --reduce',
  ],
  import: [
    'agent-replay import --from vcr recording.yaml --out fixtures/payments/refund',
    'agent-replay import --from har traffic.har.gz --out fixtures/payments/refund',
    'agent-replay import --from otlp traces.json --agent refunds',
  ],
  export: [
    'agent-replay export --task ticket-4711 --out traces.json',
    'agent-replay export --limit 10 > traces.json',
  ],
  prove: [
    'agent-replay prove fixtures/payments/double_charge --broken HEAD~1 --fixed HEAD',
    'agent-replay prove fixtures/payments/double_charge --broken v1.2.0 --fixed main --benign docs',
  ],
  gate: ['agent-replay gate && deploy', 'agent-replay gate --self-test', 'agent-replay gate --json'],
  monitor: ['agent-replay monitor', 'agent-replay monitor --tier critical'],
  coverage: ['agent-replay coverage --tier critical'],
  schedule: ['agent-replay schedule', 'agent-replay schedule --export github > .github/workflows/replay.yml'],
  report: ['agent-replay report', 'agent-replay report --out health.html'],
  serve: ['agent-replay serve', 'agent-replay serve --port 9090 --token "$TOKEN"'],
  demo: ['agent-replay demo'],
};

/** The examples of a command as `--help` prints them; none is the empty text. */
export function helpExamples(name: string): string {
  const lines = EXAMPLES[name];
  return lines === undefined ? '' : ['', 'Examples:', ...lines.map((line) => `  $ ${line}`)].join('\n');
}
