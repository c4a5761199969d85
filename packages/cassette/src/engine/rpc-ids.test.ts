import { expect, it } from 'vitest';
import { noteIds, otherIds, rpcIds, textWithIds } from './rpc-ids.ts';

const call = (id: string, token?: string) =>
  `{"jsonrpc":"2.0","id":${id},"method":"look"${token === undefined ? '' : `,"params":{"_meta":{"progressToken":${token}}}`}}`;
const others = (recorded: string, asked: string) => otherIds(rpcIds(recorded), rpcIds(asked));

it('tells the ids that are others, by place, as they were sent', () => {
  const recorded = `[${call('1')},${call('2', '2')}]`;
  expect(others(recorded, recorded)).toBeUndefined();
  expect(others(recorded, `[${call('1')}, ${call('"b"', '"b"')}]`)).toEqual({
    ids: new Map([['2', '"b"']]),
    tokens: new Map([['2', '"b"']]),
  });
  expect(others(call('1'), call('9007199254740993'))?.ids).toEqual(new Map([['1', '9007199254740993']]));
  expect(others(call('9007199254740993'), call('9007199254740992'))?.ids.size).toBe(1);
});

it.each([
  ['1', '1.0'],
  ['"a"', '"\\u0061"'],
  ['null', 'null'],
])('takes %s and %s for one id', (one, other) => {
  expect(others(call(one), call(other))).toBeUndefined();
});

it.each([
  '{"id":1,"method":"of no protocol"}',
  `[${call('1')},{"id":2}]`,
  `[${call('1')},2]`,
  `${call('1')} and more`,
  '{"jsonrpc":2,"id":1}',
  '"jsonrpc"',
])('finds none in %s', (text) => {
  expect(rpcIds(text)).toEqual([]);
});

it('takes the last of a key that repeats, as a parser does', () => {
  const text = '{"jsonrpc":"2.0","id":1,"id":2,"result":0}';
  const [ids, tokens] = [new Map([['2', '7']]), new Map<string, string>()];
  expect(textWithIds(text, { ids, tokens })).toBe('{"jsonrpc":"2.0","id":1,"id":7,"result":0}');
});

it('knows nothing of a call that has the recorded id again', () => {
  const known = { ids: new Map<string, string>(), tokens: new Map<string, string>() };
  noteIds(known, rpcIds(call('1', '1')), rpcIds(call('5', '5')));
  expect(known).toEqual({ ids: new Map([['1', '5']]), tokens: new Map([['1', '5']]) });
  noteIds(known, rpcIds(call('1', '1')), rpcIds(call('1', '1')));
  expect(known).toEqual({ ids: new Map(), tokens: new Map() });
});

it('replaces the ids of a large batch in one pass', () => {
  const answer = (id: number) => `{"jsonrpc":"2.0","result":{"text":"${'x'.repeat(100)}"},"id":${id}}`;
  const batch = (from: number) =>
    `[${Array.from({ length: 20_000 }, (_, index) => answer(index + from)).join(',\n')}]`;
  const ids = new Map(Array.from({ length: 20_000 }, (_, index) => [String(index), String(index + 70_000)]));
  expect(textWithIds(batch(0), { ids, tokens: new Map() })).toBe(batch(70_000));
});
