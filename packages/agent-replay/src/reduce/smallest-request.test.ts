import { comparedRequest } from '@agent-replay/cassette';
import type { Interaction } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import { smallestRequest } from './smallest-request.ts';

const model = (json: object): Interaction =>
  ({
    id: 'i1',
    lane: 'POST https://api.example.com/v1/messages',
    kind: 'http',
    effect: 'read',
    request: { method: 'POST', url: 'https://api.example.com/v1/messages', headers: [], body: { json } },
    response: { status: 200, headers: [], body: { json: { text: 'ok' } } },
  }) as unknown as Interaction;
const PROMPT = {
  model: 'm',
  messages: [
    { role: 'system', content: 'a\nb\n' },
    { role: 'user', content: 'hi' },
  ],
};

test('parts of a prompt that are not compared are left out', async () => {
  const compared = await comparedRequest({ ignore: ['/messages'] });
  expect((await smallestRequest(model(PROMPT), compared)).request).toMatchObject({
    body: { json: { model: 'm' } },
  });
});

test('of one message that is not compared nothing is left', async () => {
  const compared = await comparedRequest({ ignore: ['/messages/0'] });
  const { request } = await smallestRequest(model(PROMPT), compared);
  expect(JSON.stringify(request)).not.toContain('system');
  expect(JSON.stringify(request)).toContain('hi');
});

test('a request of which everything is compared stays the same', async () => {
  const call = model(PROMPT);
  expect(await smallestRequest(call, await comparedRequest({}))).toBe(call);
});
