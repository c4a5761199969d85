import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { createProject } from '../project.suite.ts';
import { openSwitch } from './open-switch.suite.ts';
import { ping, pingSwitch } from './ping.ts';

test('asks for the URL when all is well, and for /fail below it when it is not', async () => {
  const { asked, url } = await openSwitch();
  expect(await ping(`${url}/check/abc?source=agent`, true)).toBe(null);
  expect(await ping(`${url}/check/abc?source=agent`, false)).toBe(null);
  expect(await ping(`${url}/check/`, false)).toBe(null);
  expect(asked).toEqual([
    'GET /check/abc?source=agent',
    'GET /check/abc/fail?source=agent',
    'GET /check/fail',
  ]);
});

test('says why a switch could not be told', async () => {
  const refusing = await openSwitch((response) => response.writeHead(503).end());
  expect(await ping(refusing.url, true)).toBe('HTTP 503');
  const leading = await openSwitch((response) => response.writeHead(302, { location: '/other' }).end());
  expect(await ping(leading.url, true)).toBe('fetch failed: unexpected redirect');
  expect(leading.asked).toHaveLength(1);
  const dropping = await openSwitch((response) => response.socket?.destroy());
  expect(await ping(dropping.url, true)).not.toBe(null);
});

test('gives a user and a password as a header, and never names what is secret in the URL', async () => {
  const { users, url } = await openSwitch();
  const secret = url.replace('//', '//us%40er:pass%3Aword@');
  expect(await ping(`${secret}/check`, true)).toBe(null);
  expect(await ping(url.replace('//', '//user:100%@'), true)).toBe(null);
  expect(users).toEqual(
    ['us@er:pass:word', 'user:100%'].map((user) => `Basic ${Buffer.from(user).toString('base64')}`),
  );
  const dropping = await openSwitch((response) => response.socket?.destroy());
  const trouble = await ping(`${dropping.url.replace('//', '//user:word@')}/token?key=key`, true);
  expect(trouble).toMatch(/^fetch failed: /);
  expect(trouble).not.toMatch(/user|word|token|key/);
});

test('tells what the gate says; without a URL there is nobody to tell', async () => {
  const { asked, url } = await openSwitch();
  const config = await loadConfig(createProject().root);
  expect(await pingSwitch(config)).toBe(null);
  expect(asked).toEqual([]);
  expect(await pingSwitch({ ...config, monitor: { ping: url } })).toBe(null);
  expect(await pingSwitch({ ...config, monitor: { ping: url } }, true)).toBe(null);
  expect(asked).toEqual(['GET /fail', 'GET /']);
});
