import type { MonitorArtifact, MonitorRow } from '@agent-replay/contracts';
import { reasonCode } from '@agent-replay/contracts';
import { key as nameOf } from '../monitor/build-monitor.ts';

/**
 * The monitor artifact as JUnit XML in the form of Ant's task, which every CI reads: a failing fixture
 * is a failure, a stale one an error, one in quarantine skipped. A projection for CI, not the evidence.
 *
 * @param durations Milliseconds of the replays, by `suite/fixture_id`. The artifact has none, so that the same results
 *   give the same artifact; what was not replayed now took no time, as its schema has a time everywhere.
 */
export function junit(artifact: MonitorArtifact, durations: Durations = new Map()): string {
  const suites = [...Map.groupBy(artifact.fixtures, ({ suite }) => suite)];
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.flatMap(([name, rows], index) => suiteLines(rows, { name, index, artifact, durations })),
    '</testsuites>',
  ].join('\n')}\n`;
}

type Durations = ReadonlyMap<string, number>;

interface Suite {
  name: string;
  index: number;
  artifact: MonitorArtifact;
  durations: Durations;
}

function suiteLines(rows: readonly MonitorRow[], { name, index, artifact, durations }: Suite): string[] {
  const { generated_at, mode } = artifact;
  const took = (row: MonitorRow): number => durations.get(nameOf(row)) ?? 0;
  const count = (kind: Kind): string => String(rows.filter((row) => kindOf(row) === kind).length);
  const attributes = {
    name,
    package: name,
    id: String(index),
    // The schema's time has no zone and no fraction; it is UTC.
    timestamp: generated_at.slice(0, 19),
    hostname: 'localhost',
    tests: String(rows.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(rows.reduce((sum, row) => sum + took(row), 0)),
  };
  return [
    `  <testsuite${attributesText(attributes)}>`,
    '    <properties>',
    `      <property${attributesText({ name: 'agent_replay.mode', value: mode })}/>`,
    '    </properties>',
    ...rows.flatMap((row) => caseLines(row, seconds(took(row)))),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
  ];
}

/** Seconds of whole milliseconds, as a decimal without an exponent. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

type Kind = 'passed' | 'failure' | 'error' | 'skipped';

function kindOf({ state, reason }: MonitorRow): Kind {
  if (state === 'passing') return 'passed';
  if (state === 'failing') return 'failure';
  return reasonCode(reason ?? '') === 'quarantined' ? 'skipped' : 'error';
}

function caseLines(row: MonitorRow, time: string): string[] {
  const open = `    <testcase${attributesText({ name: row.fixture_id, classname: row.suite, time })}`;
  const kind = kindOf(row);
  if (kind === 'passed') return [`${open}/>`];
  const reason = row.reason ?? row.state;
  const inner =
    kind === 'skipped'
      ? '<skipped/>'
      : `<${kind}${attributesText({ message: reason, type: reasonCode(reason) })}>${escape(reason)}</${kind}>`;
  return [`${open}>`, `      ${inner}`, '    </testcase>'];
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(value)}"`)
    .join('');
}

/** Escapes text; characters that XML 1.0 does not allow become U+FFFD. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
