import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const modulesHere = join(root, 'node_modules');
let dir: string;

/** As npm installs a nock of another version: with a copy of msw's interceptors of its own. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'agent-replay-nock-'));
  const modules = join(dir, 'node_modules');
  for (const name of readdirSync(modulesHere)) {
    if (name.startsWith('.') || name === '@agent-replay' || name === 'nock') continue;
    mkdirSync(modules, { recursive: true });
    symlinkSync(join(modulesHere, name), join(modules, name), 'junction');
  }
  for (const name of ['contracts', 'redaction', 'cassette', 'runs']) {
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, 'packages', name, part), join(modules, '@agent-replay', name, part), {
        recursive: true,
      });
  }
  cpSync(join(modulesHere, 'nock'), join(modules, 'nock'), { recursive: true });
  cpSync(join(modulesHere, '@mswjs/interceptors'), join(modules, 'nock/node_modules/@mswjs/interceptors'), {
    recursive: true,
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SCRIPT = `
import { Writable } from 'node:stream';
import { openCassette } from '@agent-replay/cassette';
const undici = await import(process.argv[2]);
const text = async (body) => { let all = ''; for await (const part of body) all += part; return all; };
const ways = {
  request: async (url, options) => text((await undici.request(url, options)).body),
  fetch: async (url, options) => (await undici.fetch(url, options)).text(),
  stream: async (url, options) => {
    let all = '';
    await undici.stream(url, options, () => new Writable({ write(part, _, done) { all += part; done(); } }));
    return all;
  },
  pipeline: async (url, { method, body = '' }) => text(undici.pipeline(url, { method }, (answer) => answer.body).end(body)),
  client: async (url, options) => text((await new undici.Client(new URL(url).origin).request({ ...options, path: '/x' })).body),
  pool: async (url, options) => text((await new undici.Pool(new URL(url).origin).request({ ...options, path: '/x' })).body),
};
const wrong = [];
for (const [way, call] of Object.entries(ways)) for (const scheme of ['http', 'https']) for (const method of ['GET', 'PUT']) {
  const url = scheme + '://ext.example/x';
  const body = method === 'PUT' ? { body: { text: 'sent' } } : {};
  const cassette = await openCassette({ path: 'memory', mode: 'strict', interceptor: 'nock', interactions: [
    { id: '1', lane: method + ' ' + url, kind: 'http', effect: 'read', request: { method, url, headers: [], ...body },
      response: { status: 200, headers: [['content-type', 'text/plain']], body: { text: 'answered' } } },
  ] });
  const said = await cassette.run(() => call(url, { method, ...(method === 'PUT' && { body: 'sent' }) })).catch(String);
  const { served, blocked } = await cassette.close();
  if (said !== 'answered' || served.length !== 1 || blocked.length !== 0) wrong.push([way, scheme, method, said, blocked.length].join(' '));
}
console.log(JSON.stringify(wrong));
process.exit(0);
`;

test.each(['undici', 'undici7'])('a nock with interceptors of its own lets no call of %s out', (name) => {
  writeFileSync(join(dir, 'calls.mjs'), SCRIPT);
  const said = execFileSync(process.execPath, ['calls.mjs', name], {
    cwd: dir,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(JSON.parse(said)).toEqual([]);
});
