import type { Issue, WebSocketFrame, WebSocketResponse } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { asRecorded, compareFrames } from './compare-frames.ts';
import { openSession, type SentFrame } from './session.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const sent = (text: string, at_ms = 0): WebSocketFrame => ({
  direction: 'sent',
  at_ms,
  data: { json: { text } },
});
const received = (text: string, at_ms = 0): WebSocketFrame => ({
  direction: 'received',
  at_ms,
  data: { text },
});

const differencesOf = ({ recorded, data }: SentFrame, ignore: string[] = []) =>
  compareFrames(recorded, asRecorded(recorded, data), ignore);

function play(recording: WebSocketResponse, options: { speed?: number; ignore?: string[] } = {}) {
  const log: string[] = [];
  const misses: { index: number; differences: Issue[] }[] = [];
  const session = openSession(recording, {
    deliver: (data) => log.push('text' in data ? data.text : JSON.stringify(data)),
    close: (code, reason) => log.push(`close ${code} ${reason}`),
    accept(frame) {
      const differences = differencesOf(frame, options.ignore);
      if (differences.length > 0) misses.push({ index: frame.index, differences });
      return differences.length === 0;
    },
    ...options,
  });
  return { session, log, misses, settle: () => Promise.resolve() };
}

it('delivers a frame once every frame sent before it in the recording was sent', async () => {
  const { session, log, settle } = play({
    frames: [received('hello'), sent('a'), received('A'), sent('b'), sent('c'), received('BC')],
    close: { code: 1000, reason: 'done' },
  });
  expect(log).toEqual([]);
  await settle();
  expect(log).toEqual(['hello']);
  session.receive('{"text":"a"}');
  expect(log).toEqual(['hello', 'A']);
  session.receive('{"text": "b"}');
  expect(log).toEqual(['hello', 'A']);
  expect(session.waitsFor()).toBe(2);
  session.receive(Buffer.from('{"text":"c"}'));
  expect(log).toEqual(['hello', 'A', 'BC', 'close 1000 done']);
  expect(session.waitsFor()).toBeUndefined();
});

it('lets a client send earlier than it did', async () => {
  const { session, log, misses, settle } = play({
    frames: [received('1'), sent('a'), received('2'), sent('b'), received('3')],
  });
  session.receive('{"text":"a"}');
  session.receive('{"text":"b"}');
  await settle();
  expect(misses).toEqual([]);
  expect(log).toEqual(['1', '2', '3']);
});

it('delivers each frame once to a client that answers at once', async () => {
  const log: string[] = [];
  const session = openSession(
    { frames: [received('1'), sent('a'), received('2'), sent('b'), received('3')] },
    {
      deliver(data) {
        log.push('text' in data ? data.text : '');
        if (log.length < 3) session.receive(JSON.stringify({ text: 'ab'[log.length - 1] }));
      },
      close() {},
      accept: (frame) => differencesOf(frame).length === 0,
    },
  );
  await Promise.resolve();
  expect(log).toEqual(['1', '2', '3']);
});

it('reports a frame that differs, one that was skipped, and one too many', () => {
  const changed = play({ frames: [sent('a'), sent('b')] });
  changed.session.receive('{"text":"a"}');
  changed.session.receive('{"text":"x"}');
  expect(changed.misses).toMatchObject([
    { index: 1, differences: [{ path: '/text', expected: '"b"', received: '"x"' }] },
  ]);
  const more = play({ frames: [sent('a')] });
  more.session.receive('{"text":"a"}');
  more.session.receive('{"text":"b"}');
  expect(more.misses).toMatchObject([{ index: 1, differences: [{ expected: 'nothing' }] }]);
});

it.each<[WebSocketFrame['data'], string, boolean]>([
  [{ text: '[REDACTED:token:0a1b2c3d]' }, 'DELETE-everything', false],
  [{ text: '[REDACTED:token:0a1b2c3d]' }, '[REDACTED:token:4e5f6a7b]', true],
  [{ text: '"[REDACTED:token:0a1b2c3d]"' }, '"DELETE-everything"', false],
  [{ json: ['[REDACTED:token:0a1b2c3d]'] }, '["DELETE-everything"]', false],
  [{ json: { token: '[REDACTED:token:0a1b2c3d]' } }, '{"token":"the-word-of-today"}', true],
  [{ json: { run: 'list', token: '[REDACTED:token:0a1b2c3d]' } }, '{"run":"drop","token":"today"}', false],
  [{ text: 'AUTH [REDACTED:token:0a1b2c3d]' }, 'AUTH the-word-of-today', true],
])('takes the words of a client for a placeholder in a frame that says more: %j, %s', (data, text, same) => {
  const { session, misses } = play({ frames: [{ direction: 'sent', at_ms: 0, data }] });
  session.receive(text);
  expect(misses.length === 0).toBe(same);
});

it('compares a frame however deep it nests', () => {
  const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`;
  const same = play({ frames: [{ direction: 'sent', at_ms: 0, data: { text: deep } }] });
  same.session.receive(deep);
  expect(same.misses).toEqual([]);
  const other = play({ frames: [sent('a'), sent('b')] });
  other.session.receive(deep);
  expect(other.misses).toMatchObject([{ index: 0, differences: [{ path: '' }] }]);
  const more = play({ frames: [] });
  more.session.receive(deep);
  expect(more.misses).toMatchObject([{ index: 0, differences: [{ expected: 'nothing' }] }]);
});

it('leaves out what it is told to ignore', () => {
  const { session, misses } = play({ frames: [sent('a')] }, { ignore: ['/text'] });
  session.receive('{"text":"z"}');
  expect(misses).toEqual([]);
});

it('keeps recorded gaps at speed 1, halves them at 2, and stops when the client is gone', async () => {
  const frames = [received('1', 0), received('2', 100), sent('a', 150), received('3', 200)];
  const whole = play({ frames }, { speed: 1 });
  await whole.settle();
  expect(whole.log).toEqual(['1']);
  vi.advanceTimersByTime(99);
  expect(whole.log).toEqual(['1']);
  vi.advanceTimersByTime(1);
  expect(whole.log).toEqual(['1', '2']);
  whole.session.receive('{"text":"a"}');
  vi.advanceTimersByTime(49);
  expect(whole.log).toEqual(['1', '2']);
  vi.advanceTimersByTime(1);
  expect(whole.log).toEqual(['1', '2', '3']);

  const half = play({ frames }, { speed: 2 });
  await half.settle();
  vi.advanceTimersByTime(50);
  expect(half.log).toEqual(['1', '2']);

  const gone = play({ frames }, { speed: 1 });
  await gone.settle();
  gone.session.end();
  vi.advanceTimersByTime(1000);
  expect(gone.log).toEqual(['1']);
});
