import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject, fixtureFiles } from '../project.suite.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { replayDrift } from './replay-drift.ts';

const missed = (lane: string, path: string, expected: string, received: string) =>
  replayDrift({
    dir: '/nowhere',
    drift: [],
    run: null,
    ledger: {
      served: [],
      unused: [],
      blocked: [],
      drift: [],
      unguarded: [],
      misses: [
        {
          lane,
          call: lane,
          effect: 'read',
          cause: 'body-diff',
          nearest: [{ id: '1', differences: [{ code: 'body-diff', path, expected, received }] }],
          message: '',
          fix: '',
        },
      ],
    },
  } satisfies Pick<ReplayResult, 'dir' | 'run' | 'ledger' | 'drift'>);

const CHAT = 'POST https://api.example.com/v1/chat/completions';

test.each([
  [CHAT, '/model', 'model_changed: /model was "a", is now "b"'],
  [
    'POST https://x.example/v1beta/models/pro:generateContent',
    '/url',
    'model_changed: /url was "a", is now "b"',
  ],
  [
    CHAT,
    '/tools/0/function/parameters/required',
    'tool_schema_changed: /tools/0/function/parameters/required was "a", is now "b"',
  ],
  [CHAT, '/messages/0/content', 'prompt_changed: /messages/0/content was "a", is now "b"'],
  [CHAT, '/system/0/text', 'prompt_changed: /system/0/text was "a", is now "b"'],
  [
    'POST https://x.example/openai/deployments/small/chat/completions',
    '/url',
    'model_changed: /url was "a", is now "b"',
  ],
  [CHAT, '/preamble', 'prompt_changed: /preamble was "a", is now "b"'],
  [CHAT, '/inputs', 'prompt_changed: /inputs was "a", is now "b"'],
  [CHAT, '/input/messages/0/content', 'prompt_changed: /input/messages/0/content was "a", is now "b"'],
  [CHAT, '/messages/3/content', null],
  [CHAT, '/input/3/content', null],
  [CHAT, '/inputs/2', null],
  ['POST https://pay.example/refunds', '/url', null],
])('names what changed in %s at %s', (lane, path, expected) => {
  expect(missed(lane, path, '"a"', '"b"')).toBe(expected);
});

test('names what changed where the tape answered all the same', () => {
  const { root } = createProject(
    fixtureFiles('one', {
      interactions: [
        {
          id: '1',
          lane: CHAT,
          kind: 'http',
          effect: 'read',
          request: { method: 'POST', url: CHAT.slice(5), headers: [], body: { json: {} } },
          response: { status: 200, headers: [], body: { json: {} } },
        },
      ],
    }),
  );
  const served = (path: string): string | null =>
    replayDrift({
      dir: join(root, 'fixtures/suite/one'),
      run: null,
      ledger: null,
      drift: [
        {
          interaction: '1',
          part: 'request',
          differences: [{ code: 'body-diff', path, expected: '"a"', received: '"b"' }],
        },
      ],
    } satisfies Pick<ReplayResult, 'dir' | 'run' | 'ledger' | 'drift'> as unknown as ReplayResult);
  expect(served('/messages/0/content')).toBe('prompt_changed: /messages/0/content was "a", is now "b"');
  expect(served('/messages/3/content')).toBeNull();
});

test('calls a new or a lost argument of a tool another schema, and another value none', () => {
  expect(missed('tool:search', '/limit', 'nothing', '5')).toBe(
    'tool_schema_changed: search /limit was nothing, is now 5',
  );
  expect(missed('tool:search', '/query', '"a"', '"b"')).toBeNull();
});
