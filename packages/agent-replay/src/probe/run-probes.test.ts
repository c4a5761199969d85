import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@agent-replay/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { defineProbe } from './probe.ts';
import { credentialProbe, fileProbe, queueProbe, responseProbe } from './ready-made.ts';
import { runProbes } from './run-probes.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const jwt = (exp: number) => `Bearer e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`;
const reasons = async (...probes: Parameters<typeof runProbes>[0]) =>
  (await runProbes(probes)).map(({ reason }) => reason);

test.each<[string, string | undefined, string[]]>([
  ['one that is good', jwt(NOW / 1000 + 60), []],
  ['one that has expired', jwt(NOW / 1000), ['credential_expired: key: it expired 2026-11-24T12:00:00.000Z']],
  ['one that is not set', undefined, ['credential_expired: key: it is not set']],
  ['one that is empty', ' ', ['credential_expired: key: it is not set']],
  ['one without an end', 'opaque', []],
])('judges a credential: %s', async (_, token, expected) => {
  expect(await reasons(credentialProbe({ name: 'key', token: () => token, now: () => NOW }))).toEqual(
    expected,
  );
});

test('judges a credential by the end that is named, with a margin', async () => {
  const probe = (marginSeconds: number) =>
    credentialProbe({
      name: 'key',
      token: () => 'x',
      expiresAt: '2026-11-24T13:00:00.000Z',
      marginSeconds,
      now: () => NOW,
    });
  expect(await reasons(probe(3599))).toEqual([]);
  expect(await reasons(probe(3600))).toEqual([
    'credential_expired: key: it expired 2026-11-24T13:00:00.000Z',
  ]);
});

test('judges a queue, a file and the form of an answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'probes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'policy.md');
  await writeFile(path, 'v1');
  const digest = sha256('v1');
  const schema = z.object({ id: z.string() });
  const queue = (waiting: number) => queueProbe({ name: 'jobs', depth: () => waiting, max: 10 });
  const answer = (value: unknown) => responseProbe({ name: 'api', fetch: async () => value, schema });
  const file = () => fileProbe({ name: 'policy', path, sha256: digest });
  expect(await reasons(queue(10), file(), answer({ id: 'x' }))).toEqual([]);
  await writeFile(path, 'v2');
  expect(await reasons(queue(11), file(), answer({ id: 7 }))).toEqual([
    'queue_backlog: jobs: 11 wait, at most 10 may',
    `file_moved: policy: ${path} has another content`,
    expect.stringMatching(/^response_format_changed: api: \/id should be .*string/),
  ]);
  await rm(path);
  expect(await reasons(file())).toEqual([`file_moved: policy: ${path} cannot be read: ENOENT`]);
});

test('takes what is no answer for none: a depth that is no number, a check without a result, a schema of another kind', async () => {
  const depths: unknown[] = [null, '3', Number.NaN, undefined];
  const queues = depths.map((depth) => queueProbe({ name: 'jobs', depth: () => depth as number, max: 10 }));
  expect(await reasons(...queues)).toEqual(
    ['null', "'3'", 'NaN', 'undefined'].map(
      (seen) => `probe_failed: queue jobs: its depth is ${seen}, which is no number`,
    ),
  );
  const silent = defineProbe({ name: 'silent', source: 'model', check: () => undefined as unknown as null });
  const unset = credentialProbe({ name: 'key', token: () => null as unknown as undefined });
  expect(await reasons(silent, unset)).toEqual([
    'probe_failed: model silent: it answered neither a text nor null, but undefined',
    'credential_expired: key: it is not set',
  ]);
  const schema = { type: 'object' } as unknown as z.ZodType;
  expect(() => responseProbe({ name: 'api', fetch: async () => null, schema })).toThrow(
    'Failed to make the probe "api": its schema is none of Zod.',
  );
});

test('takes a probe that throws or never answers for one that cannot tell', async () => {
  const broken = defineProbe({
    name: 'broken',
    source: 'prompt',
    check: () => {
      throw new Error('no access');
    },
  });
  const stuck = defineProbe({ name: 'stuck', source: 'model', check: () => new Promise(() => undefined) });
  expect((await runProbes([broken, stuck], 50)).map(({ reason }) => reason)).toEqual([
    'probe_failed: prompt broken: no access',
    'probe_failed: model stuck: no answer within 0.05 s',
  ]);
});
