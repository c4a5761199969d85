import { expect, it } from 'vitest';
import { withoutRpcIds, withRecordedIds } from './json-rpc.ts';

const call = (id: unknown, params?: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'look',
  ...(params && { params }),
});

it('leaves out of a request what only ties it to its answer', () => {
  const asked = (id: number) => call(id, { name: 'a', _meta: { progressToken: id, trace: 't' } });
  expect(withoutRpcIds(asked(3))).toEqual(withoutRpcIds(asked(1)));
  expect(withoutRpcIds(asked(3))).toEqual({
    jsonrpc: '2.0',
    id: 'any',
    method: 'look',
    params: { name: 'a', _meta: { trace: 't' } },
  });
  expect(withoutRpcIds([call(1), call(2)])).toEqual(withoutRpcIds([call(8), call(9)]));
  const gaveUp = {
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId: 4, reason: 'late' },
  };
  expect(withoutRpcIds(gaveUp)).toEqual({ ...gaveUp, params: { reason: 'late' } });
});

it.each([
  [{ jsonrpc: '2.0', id: 7, result: 'what a server asked' }],
  [{ id: 7, method: 'of no protocol' }],
  [[call(1), { id: 2 }]],
  [{ ...call(1), method: 7 }],
])('leaves %j as it is', (value) => {
  expect(withoutRpcIds(value)).toEqual(value);
});

it('keeps whether there is an id: what has none is not answered', () => {
  const { id: _, ...notification } = call(1);
  expect(withoutRpcIds(notification)).toEqual(notification);
  expect(withoutRpcIds(call(1))).not.toEqual(withoutRpcIds(notification));
});

it('gives a request that is taken over the ids that its recorded answer repeats', () => {
  expect(withRecordedIds(call(1), call(5, { q: 'new' }))).toEqual(call(1, { q: 'new' }));
  expect(withRecordedIds([call(1)], [call(5)])).toEqual([call(1)]);
  expect(withRecordedIds({ a: 1 }, { a: 2 })).toEqual({ a: 2 });
});
