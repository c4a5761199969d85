import { Interaction, type Json } from '@agent-replay/contracts';
import { describe, expect, it } from 'vitest';
import { applyCapture, type Capture, emptyManifest, noteCapture } from './capture-policy.ts';
import type { CapturePolicy } from './policy.ts';
import { isPayloadMissing } from './payloads.ts';

const call = (name = 'charge'): Interaction => ({
  id: '0001',
  lane: `tool:${name}`,
  kind: 'tool',
  effect: 'money',
  request: { name, arguments: { card: '4242', amount: 5, memo: 'x'.repeat(300) } },
  response: { result: { token: 'secret', ok: true } },
});

const http: Interaction = {
  id: '0001',
  lane: 'POST https://crm.example.com/v1/people',
  kind: 'http',
  effect: 'write',
  request: {
    method: 'POST',
    url: 'https://crm.example.com/v1/people?email=a%40b.example',
    headers: [['x-person', 'Ann']],
    body: { json: { name: 'Ann' } },
  },
  response: { status: 200, headers: [], body: { text: 'Ann' } },
};

const refused: Interaction = {
  id: '0001',
  kind: 'websocket',
  effect: 'write',
  request: { url: 'wss://rt.example.com/v1?email=a%40b.example', headers: [['x-person', 'Ann']] },
  response: {
    frames: [],
    refused: { status: 403, reason: 'Not Ann', headers: [['x-who', 'Ann']], body: { text: 'Ann' } },
  },
};

describe('applyCapture', () => {
  it('keeps all by default', () => {
    expect(applyCapture('full', call())).toEqual(call());
    expect(applyCapture({ other: 'deny' }, call())).toEqual(call());
  });

  it.each(['hash', 'fields', 'redact', 'deny'] as const)('leaves a valid call with "%s"', (policy) => {
    for (const interaction of [call(), http, refused]) {
      const kept = applyCapture(policy, interaction);
      expect(Interaction.parse(kept)).toEqual(kept);
      expect(isPayloadMissing(kept)).toBe(policy !== 'redact' || interaction.kind === 'tool');
    }
  });

  it.each(['hash', 'deny'] as const)('keeps nothing of an HTTP payload with "%s"', (policy) => {
    for (const interaction of [http, refused])
      expect(JSON.stringify(applyCapture(policy, interaction))).not.toMatch(/Ann|b\.example/);
  });

  it('says of a refused session no more than that it was refused', () => {
    expect(applyCapture('deny', refused)).toMatchObject({
      response: { frames: [], refused: { status: 403 } },
    });
  });

  it('gives the same digest for the same payload', () => {
    expect(applyCapture('hash', call())).toEqual(applyCapture('hash', call()));
  });

  it('keeps the fields that a tool names, each by its own policy', () => {
    const capture = {
      charge: {
        '/arguments/card': 'deny',
        '/arguments/memo': 'redact',
        '/result/token': 'hash',
        '*': 'full',
      },
    } as const;
    expect(applyCapture(capture, call())).toMatchObject({
      request: {
        arguments: { card: { $captured: 'deny' }, amount: 5, memo: { $captured: 'redact', length: 300 } },
      },
      response: { result: { token: { $captured: 'hash' }, ok: true } },
    });
  });

  it('denies the fields that a tool does not name, without a "*"', () => {
    const kept = applyCapture({ charge: { '/arguments/amount': 'full' } }, call());
    expect(kept).toMatchObject({ request: { arguments: { card: { $captured: 'deny' }, amount: 5 } } });
  });

  it.each([
    'crm.example.com',
    'CRM.example.com',
    'crm.example.com:443',
    'POST https://crm.example.com/v1/people',
  ])('finds the policy of a host and of a lane: %s', (name) => {
    expect(isPayloadMissing(applyCapture({ [name]: 'deny' }, http))).toBe(true);
  });

  it.each(['charge', 'tool:charge'])('finds the policy of a tool: %s', (name) => {
    expect(isPayloadMissing(applyCapture({ [name]: 'deny' }, call()))).toBe(true);
  });

  it('takes the part of a payload by either name, whatever the call', () => {
    const ofHttp = { '/request/card': 'deny', '/response/token': 'deny', '*': 'full' } as const;
    const ofTool = { '/arguments/name': 'deny', '/result/secret': 'deny', '*': 'full' } as const;
    const denied = { $captured: 'deny' };
    expect(applyCapture({ charge: ofHttp }, call())).toMatchObject({
      request: { arguments: { card: denied, amount: 5 } },
      response: { result: { token: denied, ok: true } },
    });
    const answered = {
      ...http,
      response: { status: 200, headers: [], body: { json: { secret: 1, ok: 2 } } },
    };
    expect(applyCapture({ '*': ofTool }, answered)).toMatchObject({
      request: { body: { json: { name: denied } } },
      response: { body: { json: { secret: denied, ok: 2 } } },
    });
  });

  it('takes "*" within a field for any key or index, and the field that is named before it', () => {
    const result = { items: [{ email: 'a@b', id: 1 }, { email: 'c@d' }, 'none'] };
    const capture = {
      charge: { '/result/items/*/email': 'deny', '/result/items/1/email': 'full', '*': 'full' },
    } as const;
    expect(applyCapture(capture, { ...call(), response: { result } } as Interaction)).toMatchObject({
      response: {
        result: {
          items: [{ email: { $captured: 'deny' }, id: 1 }, { email: 'c@d' }, { $captured: 'deny' }],
        },
      },
    });
  });

  const kept = (policies: Readonly<Record<string, CapturePolicy>>, result: Json): Json | undefined => {
    const applied = applyCapture({ charge: policies }, { ...call(), response: { result } } as Interaction);
    return applied.kind === 'tool' ? applied.response?.result : undefined;
  };
  const denied = { $captured: 'deny' };

  it.each([
    [
      { '/result': 'full', '/result/token': 'deny' },
      { token: denied, ok: 1 },
    ],
    [
      { '/result/token': 'deny', '/result': 'full', '*': 'full' },
      { token: denied, ok: 1 },
    ],
    [
      { '/response/*': 'full', '/result/token': 'deny' },
      { token: denied, ok: 1 },
    ],
    [
      { '/result': 'deny', '/result/ok': 'full' },
      { token: denied, ok: 1 },
    ],
    [{ '/result': 'deny', '/*/ok': 'full' }, denied],
    [
      { '/*': 'full', '/*/token': 'deny', '/result': 'full' },
      { token: denied, ok: 1 },
    ],
    [
      { '/result': 'full', '/*/token': 'deny', '/result/token': 'full' },
      { token: 'secret', ok: 1 },
    ],
  ] as const)('goes on into a field that is named where fields of it are: %j', (policies, result) => {
    expect(kept(policies, { token: 'secret', ok: 1 })).toEqual(result);
  });

  it('lets a rule with a wildcard keep less of a field that is named, and never more', () => {
    const result = { a: { token: 't', ok: 1 }, b: { token: 't', ok: 1 } };
    expect(kept({ '/result/*/token': 'deny', '/result/a': 'full', '*': 'full' }, result)).toEqual({
      a: { token: denied, ok: 1 },
      b: { token: denied, ok: 1 },
    });
    expect(kept({ '/result/*/ok': 'full', '/result/a': 'deny' }, result)).toEqual({
      a: denied,
      b: { token: denied, ok: 1 },
    });
  });

  it('keeps a named field that has no fields by the strictest of those that name some in it', () => {
    expect(kept({ '/result': 'full', '/result/token': 'deny' }, 'the token is secret')).toEqual(denied);
    expect(kept({ '/result': 'deny', '/result/token': 'full' }, 'the token is secret')).toEqual(denied);
  });

  it('keeps what has no fields by the strictest policy of those that name some in it', () => {
    const fields = { '/response/note': 'hash', '/response/mail': 'deny', '*': 'full' } as const;
    expect(applyCapture({ '*': fields }, http)).toMatchObject({
      request: { body: { json: { name: 'Ann' } } },
      response: { body: { json: { $captured: 'deny' } } },
    });
  });

  it('leaves a body that is no JSON as it was when all of it is kept', () => {
    expect(applyCapture({ '*': { '/request/name': 'deny', '*': 'full' } }, http).response).toEqual(
      http.response,
    );
    expect(applyCapture('redact', http).response).toEqual(http.response);
  });
});

it('says in the manifest what was captured and what was denied', () => {
  const manifest = emptyManifest({ charge: 'deny' });
  for (const name of ['charge', 'charge', 'search']) noteCapture(manifest, { charge: 'deny' }, call(name));
  expect(manifest).toEqual({ captured: ['tool:search'], denied: ['tool:charge'], unknown: [] });
});

it('says in the manifest which rules no call has met', () => {
  const capture: Capture = {
    charge: { '/arguments/card': 'deny', '/result/*/token': 'deny', '/request/memo': 'hash', '*': 'full' },
    chrage: 'deny',
    'api.example.com': { '/response/note': 'deny' },
    '*': { '/response/body': 'deny', '*': 'full' },
  };
  const manifest = emptyManifest(capture);
  expect(manifest.unmatched).toEqual(Object.keys(capture));
  for (const each of [call('other'), call(), call(), http]) noteCapture(manifest, capture, each);
  expect(manifest.unmatched).toEqual([
    'charge /result/*/token',
    'chrage',
    'api.example.com',
    '* /response/body',
  ]);
});

it('says nothing of rules when each has met a call, nor where there are none to meet', () => {
  const capture: Capture = { charge: { '/result/token': 'deny' }, '*': 'full' };
  const manifest = emptyManifest(capture);
  noteCapture(manifest, capture, call(), true);
  expect(manifest).toEqual({ captured: [], denied: ['tool:charge'], unknown: [] });
  expect(emptyManifest('deny')).toEqual({ captured: [], denied: [], unknown: [] });
});
