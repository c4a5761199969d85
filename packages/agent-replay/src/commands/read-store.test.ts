import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectStore } from '@agent-replay/runs';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import type { Output } from '../output/output.ts';
import { createProject } from '../project.suite.ts';
import { closeSharedStores } from '../store/shared-store.ts';
import { readStore } from './read-store.ts';

test('a command that reads a store says what waits in its spool', async () => {
  const { root } = createProject({});
  const config = await loadConfig(root);
  const notes: string[] = [];
  const out = { note: (text: string) => notes.push(text) } as unknown as Output;
  await readStore(config, out);
  expect(notes).toEqual([]);
  const { folder } = (await inspectStore(config.store)).spool;
  mkdirSync(folder, { recursive: true });
  // Of a process that still writes to it, as this one may.
  writeFileSync(join(folder, `${process.pid}-00000000.ndjson`), '{}\n{}\n');
  await readStore(config, out);
  await closeSharedStores();
  expect(notes).toEqual([
    `2 changes to ${config.store} wait in its spool and are not among these; see: agent-replay doctor`,
  ]);
});
