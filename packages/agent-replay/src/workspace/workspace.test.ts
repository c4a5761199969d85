import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonSha256 } from '@agent-replay/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { changes } from './changes.ts';
import { countLineChanges } from './count-line-changes.ts';
import { snapshot } from './snapshot.ts';
import { temporaryWorkspace } from './temporary-workspace.ts';
import { pathWithin } from './workspace-path.ts';

test.each([
  ['', '', 0, 0],
  ['', 'a\nb\n', 2, 0],
  ['a\nb\nc\n', 'a\nc\n', 0, 1],
  ['a\nb\nc\n', 'a\nx\nc\nd\n', 2, 1],
  ['a\nb', 'a\nb\n', 0, 0],
])('%j → %j adds %i and removes %i', (before, after, added, removed) => {
  expect(countLineChanges(before, after)).toEqual({ added, removed });
});

test('texts that have little in common are counted in bounded time', () => {
  const lines = (letter: string): string =>
    Array.from({ length: 20_000 }, (_, index) => `${letter}${index}\n`).join('');
  expect(countLineChanges(lines('a'), lines('b'))).toEqual({ added: 20_000, removed: 20_000 });
});

test.each([
  '',
  '..',
  '../x',
  'a/../../x',
  '/etc/passwd',
  'C:\\x',
  'a\0b',
  'nul',
  'a/CON.txt',
  '..\\x',
  'com1',
])('%j leads nowhere', (path) => {
  expect(pathWithin('/tmp/space', path)).toBeNull();
});

test('what was created, changed and deleted in a workspace is seen; its files come from state', async () => {
  const content = 'one\ntwo\n';
  const workspace = temporaryWorkspace(
    ['kept', 'changed', 'gone'].map((name) => ({
      ref: `file:src/${name}.txt`,
      sha256: jsonSha256(content),
      content,
    })),
  );
  onTestFinished(workspace.remove);
  const before = await snapshot(workspace.folder);
  writeFileSync(join(workspace.folder, 'src/changed.txt'), 'one\n2\n');
  writeFileSync(join(workspace.folder, 'new.txt'), 'new\n');
  const { rm } = await import('node:fs/promises');
  await rm(join(workspace.folder, 'src/gone.txt'));
  const found = changes(before as never, (await snapshot(workspace.folder)) as never);
  expect(found.mutations.map(({ uri, operation }) => `${operation} ${uri}`)).toEqual([
    'create new.txt',
    'modify src/changed.txt',
    'delete src/gone.txt',
  ]);
  expect(found.diff).toEqual([
    { path: 'new.txt', added: 1, removed: 0, bytes: 4 },
    { path: 'src/changed.txt', added: 1, removed: 1, bytes: 6 },
    { path: 'src/gone.txt', added: 0, removed: 2, bytes: 0 },
  ]);
});

test('state that leads out of the workspace is refused', () => {
  expect(() => temporaryWorkspace([{ ref: 'file:../../evil', sha256: '', content: '' }])).toThrow(
    expect.objectContaining({ code: 'FILE_INVALID' }),
  );
});

test("a folder that nobody opened goes where there may be notes of the guard's in it", () => {
  const workspace = temporaryWorkspace([]);
  mkdirSync(dirname(workspace.ledger), { recursive: true });
  writeFileSync(workspace.ledger, '{}\n');
  workspace.noted();
  workspace.remove();
  expect(existsSync(dirname(workspace.ledger))).toBe(false);
});
