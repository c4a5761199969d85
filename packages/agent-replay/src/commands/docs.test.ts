import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import * as contracts from '@agent-replay/contracts';
import { RedactOptions } from '@agent-replay/redaction';
import { Command } from 'commander';
import { Deployment } from 'kubernetes-models/apps/v1';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigFile } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject } from '../project.suite.ts';
import { COMMANDS } from './commands.ts';
import { blocksOf, commandsOf, readDoc } from './docs.suite.ts';
import { addReplay } from './replay.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The program with all its commands, none of which does anything. */
async function program(): Promise<Command> {
  const all = new Command('agent-replay').exitOverride().enablePositionalOptions();
  all.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  addReplay(all, () => undefined);
  for (const load of Object.values(COMMANDS)) (await load())(all, () => undefined);
  for (const command of [all, ...all.commands])
    command
      .exitOverride()
      .copyInheritedSettings(all)
      .action(() => undefined);
  return all;
}

test.each(['README.md', 'docs/runbook.md', 'examples/kubernetes/README.md'])(
  'every command that %s shows is one that there is, with options that it takes',
  async (path) => {
    const lines = commandsOf(path).filter((line) => line.startsWith('agent-replay '));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const args = line.split(/\s+/).slice(1);
      await expect((await program()).parseAsync(args, { from: 'user' }), line).resolves.toBeDefined();
    }
  },
);

test('a command that does not exist would be found', async () => {
  await expect(
    (await program()).parseAsync(['monitor', '--shards', '1/2'], { from: 'user' }),
  ).rejects.toThrow();
});

test('I1: the page of the architecture lists the six things that there is one of, and there is no second', async () => {
  const rows = [...readDoc('docs/architecture.md').matchAll(/^\| ([a-z -]+) \| (.+) \| (.+) \|$/gm)].slice(
    1,
    7,
  );
  expect(rows.map(([, name]) => name)).toEqual([
    'run-record schema',
    'validator interface',
    'fixture format',
    'replay command',
    'monitor artifact',
    'gate',
  ]);
  const named = rows.flatMap(([, , , published = '']) => [...published.matchAll(/`(\S+\.json)`/g)]);
  for (const [, file] of named)
    expect(existsSync(join(root, 'packages/contracts/schemas', file ?? '')), file).toBe(true);
  const schemas = Object.entries(contracts).flatMap(([name, value]) =>
    value instanceof z.ZodType ? [name] : [],
  );
  expect(schemas.filter((name) => /(?:Record|Artifact)$/.test(name)).toSorted()).toEqual([
    'MonitorArtifact',
    'RunRecord',
  ]);
  // A service's own health check asks the same gate.
  const calls = Object.keys(await import('../index.ts')).filter((name) =>
    /^(?:replay|gate|check[A-Z])|Gate/.test(name),
  );
  expect(calls.toSorted()).toEqual(['checkFixture', 'gate', 'healthGate', 'healthGateHook', 'replay']);
  const commands = (await program()).commands.map((command) => command.name());
  expect(commands.filter((name) => /replay|gate|check/.test(name))).toEqual(['gate']);
});

test('the runbook tells what to do for each reason of the gate', () => {
  const runbook = readDoc('docs/runbook.md');
  const untold = Object.keys(contracts.HEALTH_REASONS).filter((code) => !runbook.includes(`\`${code}\``));
  // What is no refusal.
  expect(untold).toEqual(['quarantined', 'no_bad_runs']);
});

test('the page of the config shows every key, and its example is valid', async () => {
  const [code = ''] = blocksOf('docs/config.md', 'ts');
  const { root: folder } = createProject({ 'agent-replay.config.ts': code });
  expect(await loadConfig(folder)).toMatchObject({ interceptor: 'msw', tiers: { critical: 900 } });
  const { monitor, match, ...keys } = ConfigFile.shape;
  const all = [keys, monitor.unwrap().shape, match.unwrap().shape, RedactOptions.shape].flatMap((each) =>
    Object.keys(each),
  );
  expect(all.filter((key) => key !== '$schema' && !new RegExp(`^ +${key}: `, 'm').test(code))).toEqual([]);
});

test('the files for Kubernetes and Argo Rollouts are valid', () => {
  const files = readdirSync(`${root}/examples/kubernetes`).filter((name) => name.endsWith('.yaml'));
  expect(files).toEqual(['analysis-template.yaml', 'deployment.yaml']);
  new Deployment(parse(readDoc('examples/kubernetes/deployment.yaml')) as never).validate();
  const template = parse(readDoc('examples/kubernetes/analysis-template.yaml')) as {
    spec: { metrics: object[] };
  };
  new AnalysisTemplate(template as never).validate();
  const broken = { ...template, spec: { metrics: [{ provider: { web: { url: 7 } } }] } };
  expect(() => new AnalysisTemplate(broken as never).validate()).toThrow();
  expect(existsSync(`${root}/docs/runbook.md`)).toBe(true);
});
