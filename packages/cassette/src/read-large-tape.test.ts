import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Interaction } from '@agent-replay/contracts';
import { openCassette } from './open-cassette.ts';
import { readLargeTape } from './read-large-tape.ts';
import { formatCassette } from './write-cassette.ts';

const call = (id: string, text: string): Interaction => ({
  id,
  lane: 'GET https://a.example/',
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: 'https://a.example/', headers: [] },
  response: { status: 200, headers: [['x-list', '[{]}']], body: { text } },
});
const tape = [call('1', 'a "quoted" \\ text'), call('2', '}],{"'), call('3', 'ends with \\')];
const read = (text: string) => readLargeTape(Buffer.from(text), 'file.json');
const all = (text: string) => {
  const found = read(text);
  return found && Array.from({ length: found.length }, (_, index) => found.at(index));
};

it('reads what a reader of whole files reads, one at a time', () => {
  const layouts = [formatCassette(tape), JSON.stringify({ interactions: tape })];
  for (const text of [...layouts, JSON.stringify({ $schema: 'x', interactions: tape }, null, 2)])
    expect(all(text)).toEqual(tape);
  expect(all(formatCassette([]))).toEqual([]);
});

it('leaves every file that is laid out otherwise, or cut off anywhere, to that reader', () => {
  const text = formatCassette(tape).trimEnd();
  for (let end = 0; end < text.length; end += 1)
    expect(read(text.slice(0, end)), `at ${end}`).toBeUndefined();
  for (const bad of [
    '{"interactions":[{},]}',
    '{"interactions":[{}{}]}',
    '{"interactions":[1]}',
    '{"interactions":[]}x',
  ])
    expect(read(bad)).toBeUndefined();
});

it('names an interaction that does not match the schema', () => {
  const bad = read(JSON.stringify({ interactions: [{ ...tape[0], extra: 1 }, { id: 1 }] }));
  expect(() => bad?.at(0)).toThrow('"file.json#/interactions/0"');
  expect(() => bad?.peek?.(1)).toThrow('"file.json#/interactions/1"');
});

it('looks interactions up by what comes before their response, wherever that stands', () => {
  const reordered = tape.map(({ response, ...rest }) => ({ response, ...rest }));
  const within = {
    ...call('4', 'x'),
    request: { ...call('4', '').request, body: { json: { a: 1, response: [2] } } },
  };
  for (const items of [[...tape, within], reordered]) {
    for (const text of [
      formatCassette(items as Interaction[]),
      JSON.stringify({ interactions: items }, null, 1),
    ]) {
      const found = read(text);
      for (const [index, { id, lane, kind, request }] of items.entries()) {
        expect(found?.peek?.(index)).toMatchObject({ id, lane, kind, request });
        expect(found?.at(index)).toEqual(items[index]);
      }
    }
  }
  expect(read(formatCassette([within]))?.peek?.(0)).not.toHaveProperty('response');
});

it('never serves an interaction that is none: the call is a miss, whatever its caller makes of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'large-'));
  const interactions = Array.from({ length: 100 }, (_, index) => ({
    ...call(String(index), 'x'.repeat(100_000)),
    request: { method: 'GET', url: `https://a.example/${index}`, headers: [] },
  }));
  const [, bad] = interactions as [unknown, { response: object }];
  bad.response = { status: 'no number', headers: [] };
  await writeFile(join(folder, 'tool_cassettes.json'), formatCassette(interactions));
  const cassette = await openCassette({ path: folder });
  expect(await (await fetch('https://a.example/0')).text()).toHaveLength(100_000);
  await expect(fetch('https://a.example/1')).rejects.toMatchObject({ cause: { code: 'MISS' } });
  const { misses } = await cassette.close();
  expect(misses.map(({ message }) => message)).toEqual([
    expect.stringContaining(`tool_cassettes.json#/interactions/1": it is no interaction.`),
  ]);
  await rm(folder, { recursive: true });
});
