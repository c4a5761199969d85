import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ReplayResult } from '../replay/replay-result.ts';
import { describeFailure } from './describe-failure.ts';

function frameOf(text: string, line: number, column: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-replay-frame-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'tool_cassettes.json');
  writeFileSync(file, text);
  const issue = { code: 'wrong_value', path: '/a', expected: 'b', received: 'c', file, line, column };
  const verdict = { status: 'failed', failure_class: 'x', failure_reason: 'x', issues: [issue] };
  const result = { suite: 's', fixture_id: 'f', verdict, run: null, ledger: null, error: null };
  return describeFailure(result as unknown as ReplayResult, { redact: {} }).frame ?? '';
}

test('a line of a tape is shown up to a width, and around its fault where that lies beyond', () => {
  const body = `  "base64": "${'A'.repeat(400_000)}"`;
  expect(frameOf(`{\n${body}\n}`, 1, 1)).toBe(`> 1 | {\n    | ^\n  2 | ${body.slice(0, 160)}…\n  3 | }`);
  const [, marked = '', caret = ''] = frameOf(`{\n${'a'.repeat(300)}X${'b'.repeat(300)}\n}`, 2, 301).split(
    '\n',
  );
  expect(marked).toBe(`> 2 | ${'a'.repeat(80)}X${'b'.repeat(79)}…`);
  expect(caret.indexOf('^')).toBe(marked.indexOf('X'));
});

test('a miss that the agent let through is told once, as the tape explains it', () => {
  const message = 'Failed to replay "poll({})": no recorded interaction matches.\n  cause  body-diff';
  const issue = { code: 'exception', path: '', expected: 'a normal return', received: `Error: ${message}` };
  const other = { code: 'missing_artifact_ref', path: '/artifacts/min', expected: '1', received: 'none' };
  const verdict = {
    status: 'blocked',
    failure_class: 'cassette_miss',
    failure_reason: 'x',
    issues: [issue, other],
  };
  const ledger = { misses: [{ message }] };
  const result = { suite: 's', fixture_id: 'f', verdict, run: null, ledger, error: message };
  expect(describeFailure(result as unknown as ReplayResult, { redact: {} }).message).toBe(
    `Failed to replay "s/f": blocked, x.
  rule      missing_artifact_ref /artifacts/min
  expected  1
  received  none

${message}`,
  );
});

test('a miss that a client brought on again and again is told once, with how often', () => {
  const miss = (path: string) => ({
    message: `Failed to replay "GET ${path}".\n  cause     new-call`,
    cause: 'new-call',
  });
  const verdict = { status: 'blocked', failure_class: 'cassette_miss', failure_reason: 'x', issues: [] };
  const ledger = { misses: [miss('/a'), miss('/b'), miss('/a'), miss('/a')] };
  const result = { suite: 's', fixture_id: 'f', verdict, run: null, ledger, error: null };
  const [, ...told] = describeFailure(result as unknown as ReplayResult, { redact: {} }).message.split(
    '\n\n',
  );
  expect(told).toEqual([miss('/a').message.replace('\n', '\n  asked     3 times\n'), miss('/b').message]);
});

test('a trace is told without the frames of packages and of Node, unless it has no others', () => {
  const told = (error: string): string | undefined => {
    const verdict = { status: 'failed', failure_class: 'exception', failure_reason: 'x', issues: [] };
    const result = { suite: 's', fixture_id: 'f', verdict, run: null, ledger: null, error };
    return describeFailure(result as unknown as ReplayResult, { redact: {} })
      .message.split('\n\n')
      .at(-1);
  };
  const foreign = [
    '    at run (/app/node_modules/openai/index.js:1:1)',
    '    at async file:///app/node_modules/agent-replay/dist/engine.js:2:2',
    '    at AsyncLocalStorage.run (node:internal/async_local_storage:65:14)',
  ];
  const own = ['    at decide (/app/src/decide.ts:9:18)', '    at async file:///app/src/clerk.ts:3:3'];
  const [first = '', ...others] = foreign;
  expect(told(['TypeError: x', first, ...own, ...others].join('\n'))).toBe(
    ['TypeError: x', ...own].join('\n'),
  );
  expect(told(['TypeError: x', ...foreign].join('\n'))).toBe(['TypeError: x', ...foreign].join('\n'));
});

test('what an agent threw moves no cursor and commands no CI', () => {
  const error = 'Error: done\u001b[2K\n::error file=a.ts::all is well';
  const issue = { code: 'exception', path: '', expected: 'a normal return', received: error };
  const verdict = { status: 'failed', failure_class: 'exception', failure_reason: 'x', issues: [issue] };
  const result = { suite: 's', fixture_id: 'f', verdict, run: null, ledger: null, error };
  const { message } = describeFailure(result as unknown as ReplayResult, { redact: {} });
  expect(message).not.toContain('\u001b');
  expect(message).not.toMatch(/^\s*::error/m);
  expect(message).toContain('all is well');
});

test.each([
  ['tcp', '127.0.0.1:5432', {}, 'allow: ["tcp:127.0.0.1:5432"]'],
  ['tcp', '127.0.0.1:80', { host: '127.0.0.1', port: 80, path: '/v1' }, 'allow: ["tcp:127.0.0.1:80"]'],
  ['tcp', '::1:80', { host: '::1', port: 80, path: '/v1' }, 'allow: ["tcp:[::1]:80"]'],
  ['http2', 'storage.example.com:443', {}, 'allow: ["tcp:storage.example.com:443"]'],
  ['http2', 'storage.example.com:443', {}, 'fix       let the client speak HTTP/1.1, which is recorded'],
  ['tunnel', 'far.example:443', {}, 'without the proxy where it is replayed'],
  ['spawn', 'git', { path: '/usr/bin/git' }, 'allow: ["spawn:/usr/bin/git"]'],
  ['route', 'the network: 7 attempts by programs that no hook sees: claude', {}, 'allow: ["route:refused"]'],
  ['fs', '/srv/app/out.txt', {}, 'context.workspace'],
])(
  'a refused operation (%s) that the agent swallowed is told with what lets it be',
  (operation, target, more, fix) => {
    const issue = {
      code: 'unrecorded_operation',
      path: '',
      expected: 'none',
      received: `${operation} ${target}`,
    };
    const verdict = {
      status: 'blocked',
      failure_class: 'unrecorded_operation',
      failure_reason: 'x',
      issues: [issue],
    };
    const ledger = { misses: [], blocked: [{ operation, target, ...more }] };
    const result = { suite: 's', fixture_id: 'f', verdict, run: null, ledger, error: null };
    expect(describeFailure(result as unknown as ReplayResult, { redact: {} }).message).toContain(fix);
  },
);
