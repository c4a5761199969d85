import { type CaptureManifest, Interaction } from '@agent-replay/contracts';
import { describe, expect, it } from 'vitest';
import { applyCapture, isPayloadMissing, noteCapture } from './capture-policy.ts';

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

  it('finds the policy of a host', () => {
    expect(isPayloadMissing(applyCapture({ 'crm.example.com': 'deny' }, http))).toBe(true);
  });
});

it('says in the manifest what was captured and what was denied', () => {
  const manifest: CaptureManifest = { captured: [], denied: [], unknown: [] };
  for (const name of ['charge', 'charge', 'search']) noteCapture(manifest, { charge: 'deny' }, call(name));
  expect(manifest).toEqual({ captured: ['tool:search'], denied: ['tool:charge'], unknown: [] });
});
