import type { Interaction } from '@agent-replay/contracts';
import { createRedactor } from '@agent-replay/redaction';
import { expect, it } from 'vitest';
import { openCassette } from './open-cassette.ts';

const call = (id: unknown, q: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'look', arguments: { q }, _meta: { progressToken: id } },
});
const recorded = (id: number, q: string): Interaction => {
  const answer = { jsonrpc: '2.0', id, result: { found: q } };
  const isStream = q === 'streamed';
  return {
    id: q,
    kind: 'http',
    effect: 'write',
    request: { method: 'POST', url: 'http://mcp.test/', headers: [], body: { json: call(id, q) } },
    response: {
      status: 200,
      headers: [['content-type', isStream ? 'text/event-stream' : 'application/json']],
      body: isStream ? { text: `event: message\ndata: ${JSON.stringify(answer)}\n\n` } : { json: answer },
    },
  };
};

it.each(['msw', 'nock'] as const)(
  'answers a client that makes fewer calls, and so counts others, under its own ids through %s',
  async (interceptor) => {
    const interactions = [recorded(1, 'first'), recorded(2, 'second'), recorded(3, 'streamed')];
    const cassette = await openCassette({ path: 'x', interceptor, interactions });
    const ask = async (id: unknown, q: string) => {
      const body = JSON.stringify(call(id, q));
      return (await fetch('http://mcp.test/', { method: 'POST', body })).text();
    };
    expect(await ask('a', 'second')).toBe('{"jsonrpc":"2.0","id":"a","result":{"found":"second"}}');
    expect(await ask(2, 'streamed')).toBe(
      'event: message\ndata: {"jsonrpc":"2.0","id":2,"result":{"found":"streamed"}}\n\n',
    );
    await expect(ask(3, 'other')).rejects.toThrow('fetch failed');
    const { served, unused, misses } = await cassette.close();
    expect({ served, unused }).toEqual({ served: ['second', 'streamed'], unused: ['first'] });
    expect(misses.map(({ nearest }) => nearest[0]?.differences.map(({ path }) => path))).toEqual([
      ['/params/arguments/q'],
    ]);
  },
);

it.each([
  ['a secret', '"user@example.com"'],
  ['a number beyond a double', '9007199254740993'],
])('answers under an id that is %s as it was sent', async (_, id) => {
  const redactor = createRedactor();
  const interactions = redactor.json([{ ...recorded(1, 'first'), id: '1' }, withSecret]);
  const cassette = await openCassette({ path: 'x', interactions, redactor });
  const body = JSON.stringify(call(1, 'first')).replaceAll(':1,', `:${id},`).replace(':1}', `:${id}}`);
  const response = await fetch('http://mcp.test/', { method: 'POST', body });
  expect(await response.text()).toBe(`{"jsonrpc":"2.0","id":${id},"result":{"found":"first"}}`);
  expect((await cassette.close()).misses).toEqual([]);
});

it('does not answer a request with what answered a notification', async () => {
  const { id: _, ...notification } = call(1, 'first');
  const told = { ...recorded(1, 'first'), id: '1' } as Extract<Interaction, { kind: 'http' }>;
  told.request = { ...told.request, body: { json: notification } };
  const cassette = await openCassette({ path: 'x', interactions: [told] });
  const body = JSON.stringify(call(1, 'first'));
  await expect(fetch('http://mcp.test/', { method: 'POST', body })).rejects.toThrow('fetch failed');
  const { misses } = await cassette.close();
  expect(misses[0]?.nearest[0]?.differences.map(({ path }) => path)).toEqual(['/id']);
});

/** Makes the tape one with secrets, so that what is asked is redacted. */
const withSecret: Interaction = {
  id: 'secret',
  kind: 'tool',
  effect: 'read',
  request: { name: 'mail', arguments: 'someone@example.com' },
  response: { result: null },
};

it('takes another method for another call, and says of an opening that it was made before the run', async () => {
  const cassette = await openCassette({ path: 'x', interactions: [recorded(1, 'first')] });
  const post = (message: object) =>
    fetch('http://mcp.test/', {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
    });
  const calls = [
    post({ method: 'initialize', params: {} }),
    fetch('http://mcp.test/sse'),
    post({ method: 'tools/list' }),
    post({ method: 'tools/call', params: { name: 'other', arguments: { q: 'first' } } }),
  ];
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(calls.map(() => 'rejected'));
  const { misses } = await cassette.close();
  expect(misses.map(({ cause, fix }) => [cause, /^[^:]+/.exec(fix)?.[0]])).toEqual([
    ['new-call', expect.stringContaining('was connected before its run began')],
    ['new-call', expect.stringContaining('was connected before its run began')],
    ['new-call', 'keep the agent from calling it, or record it'],
    ['new-call', 'keep the agent from calling it, or record it'],
  ]);
});
