import { describe, expect, test } from 'vitest';
import { effectOf, effectOfTool } from './effect-of.ts';

describe('effectOf', () => {
  test.each([
    ['POST', 'https://api.stripe.com/v1/charges', 'money'],
    ['POST', 'https://api-m.sandbox.paypal.com/v2/checkout/orders', 'money'],
    ['POST', 'https://shop.example.com/api/orders/17/capture', 'money'],
    ['DELETE', 'https://tenant.eu.auth0.com/api/v2/clients/1', 'account'],
    ['PATCH', 'https://example.com/users/7', 'account'],
    ['POST', 'https://example.com/articles', 'write'],
    ['GET', 'https://api.stripe.com/v1/charges/ch_1', 'read'],
    ['POST', 'https://api.openai.com/v1/chat/completions', 'read'],
    ['POST', 'https://stripe.com.example.org/v1/things', 'write'],
    ['post', 'https://api.stripe.com/v1/anything', 'money'],
  ] as const)('%s %s is %s', (method, url, effect) => {
    expect(effectOf({ method, url })).toBe(effect);
  });

  test("a user's rule stands before those that ship", () => {
    const rules = [
      { host: 'search.example.com', path: '/users', methods: ['POST'], effect: 'read' },
    ] as const;
    expect(effectOf({ method: 'POST', url: 'https://search.example.com/users/query' }, rules)).toBe('read');
    expect(effectOf({ method: 'POST', url: 'https://search.example.com/usersets' }, rules)).toBe('write');
    expect(effectOf({ method: 'POST', url: 'https://other.example.com/users/query' }, rules)).toBe('account');
  });

  test('a star in a host takes one label or more, and never none', () => {
    const rules = [{ host: '*.bank.example', effect: 'money' }] as const;
    const of = (host: string) => effectOf({ method: 'GET', url: `https://${host}/` }, rules);
    expect([of('a.bank.example'), of('a.b.bank.example'), of('bank.example')]).toEqual([
      'money',
      'money',
      'read',
    ]);
  });
});

describe('effectOfTool', () => {
  test.each([
    ['search', { readOnlyHint: true }, undefined, 'read'],
    ['search', { readOnlyHint: true, destructiveHint: true }, undefined, 'write'],
    ['search', {}, undefined, 'write'],
    ['issue_refund', {}, undefined, 'money'],
    ['create_user', {}, undefined, 'account'],
    ['browser_navigate', {}, undefined, 'browser'],
    ['issue_refund', {}, 'read', 'read'],
  ] as const)('%s with %o, declared %s, is %s', (name, hints, declared, effect) => {
    expect(effectOfTool(name, hints, declared)).toBe(effect);
  });
});
