import type { Effect, RunEvent } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import { hangingCall } from './tool-failure.ts';

const UNANSWERED = { name: 'Error', message: 'the run ended before it was answered', by: 'run' } as const;

function http(host: string, started_ms: number, effect: Effect = 'write'): RunEvent {
  const request = { method: 'POST', url: `https://${host}/v1`, headers: [] };
  return event({ kind: 'http', request, effect, timing: { started_ms, duration_ms: 9 } });
}

function tool(name: string, started_ms: number): RunEvent {
  const request = { name, arguments: {} };
  return event({ kind: 'tool', request, effect: 'write', timing: { started_ms, duration_ms: 9 } });
}

function event(interaction: object): RunEvent {
  return {
    kind: 'tool_call',
    run_id: 'r',
    seq: 1,
    at: '2026-11-26T00:00:00.000Z',
    interaction: { id: 'i', error: UNANSWERED, ...interaction },
  } as RunEvent;
}

test.each<[what: string, events: RunEvent[], culprit: string | null]>([
  [
    'the call that began last, whichever was told last',
    [http('api.test', 50), http('feed.test', 10)],
    'api.test',
  ],
  ['a tool before a host', [tool('lookup', 10), http('api.test', 20)], 'lookup'],
  ['the tool that was called last', [tool('inner', 20), tool('outer', 10)], 'inner'],
  ['no call that does nothing', [http('api.test', 10), http('stats.test', 20, 'none')], 'api.test'],
  ['nothing where nothing was waited for', [http('stats.test', 20, 'none')], null],
])('of the calls that hang, a timeout is put down to %s', (_, events, culprit) => {
  expect(hangingCall(events)).toBe(culprit);
});
