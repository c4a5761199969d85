import type { Interaction } from '@agent-replay/contracts';
import { expect, it } from 'vitest';
import { NO_BLOBS } from './blobs.ts';
import { sharedStreams } from './shared-stream.ts';

const stream = (...messages: object[]): Interaction => ({
  id: 'stream',
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: 'http://mcp.test/sse', headers: [] },
  response: {
    status: 200,
    headers: [['content-type', 'text/event-stream']],
    body: {
      text: [
        'event: endpoint\ndata: /send?session=1\n\n',
        ...messages.map((each) => `data: ${JSON.stringify({ jsonrpc: '2.0', ...each })}\n\n`),
      ].join(''),
    },
  },
});
const post = (id: string, message: object, path = '/send?session=1'): Interaction => ({
  id,
  kind: 'http',
  effect: 'write',
  request: {
    method: 'POST',
    url: `http://mcp.test${path}`,
    headers: [],
    body: { json: { jsonrpc: '2.0', ...message } },
  },
  response: { status: 202, headers: [] },
});

it('holds each event until the call that it answers is made, in whatever order that is', async () => {
  const first = stream({ id: 2, result: 'b' }, { id: 1, result: 'a' });
  const others = [post('other', { id: 1, method: 'x' }, '/send?session=2')];
  const tape = [first, ...others, post('a', { id: 1, method: 'x' }), post('b', { id: 2, method: 'x' })];
  const streams = sharedStreams(tape, NO_BLOBS);
  const events = streams.eventsOf(first);
  expect(String(await events?.next())).toContain('endpoint');
  const next = events?.next();
  streams.asked('other');
  streams.asked('a');
  expect(String(await next)).toContain('"result":"a"');
  streams.asked('b');
  expect(String(await events?.next())).toContain('"result":"b"');
  expect(await events?.next()).toBeUndefined();
});

it('holds an answer within which is what ends a line elsewhere', async () => {
  const first = stream({ result: 'a\u2028b', id: 1 });
  const streams = sharedStreams([first, post('a', { id: 1, method: 'x' })], NO_BLOBS);
  const events = streams.eventsOf(first);
  await events?.next();
  streams.asked('a', { ids: new Map([['1', '9']]), tokens: new Map() });
  expect(String(await events?.next())).toBe('data: {"jsonrpc":"2.0","result":"a\u2028b","id":9}\n\n');
});

it('gives an event the ids of the call that it answers, which are others where a call was left out', async () => {
  const first = stream({ id: 1, result: 'a' }, { id: 2, result: 'b' });
  const tape = [first, post('a', { id: 1, method: 'x' }), post('b', { id: 2, method: 'y' })];
  const streams = sharedStreams(tape, NO_BLOBS);
  const events = streams.eventsOf(first);
  await events?.next();
  streams.asked('b', { ids: new Map([['2', '1']]), tokens: new Map() });
  expect(String(await events?.next())).toBe('data: {"jsonrpc":"2.0","id":1,"result":"b"}\n\n');
});

it('holds what the server says while it works on a call, and its answer until it has been told what it asks', async () => {
  const first = stream(
    { method: 'notifications/progress' },
    { id: 0, method: 'sampling/createMessage' },
    { id: 0, result: 'done' },
  );
  const tape = [first, post('call', { id: 0, method: 'x' }), post('reply', { id: 0, result: 'told' })];
  const streams = sharedStreams(tape, NO_BLOBS);
  const events = streams.eventsOf(first);
  await events?.next();
  const progress = events?.next();
  streams.asked('call');
  expect(String(await progress)).toContain('progress');
  expect(String(await events?.next())).toContain('sampling');
  const last = events?.next();
  streams.asked('reply');
  expect(String(await last)).toContain('done');
});

it('leaves alone a stream that answers no other call', () => {
  const first = stream({ method: 'notifications/tools/list_changed' });
  expect(sharedStreams([first, post('a', { id: 1, method: 'x' })], NO_BLOBS).eventsOf(first)).toBeUndefined();
});
