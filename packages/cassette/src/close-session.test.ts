import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Interaction } from '@agent-replay/contracts';
import { request as undiciRequest } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCassette } from './open-cassette.ts';
import type { Cassette, CassetteOptions } from './cassette-options.ts';
import { tool } from './tool.ts';

let server: Server;
let origin: string;
let hits: number;
beforeEach(async () => {
  hits = 0;
  server = createServer((_, response) => {
    hits += 1;
    response.end('live');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const recorded = (text: string): Interaction => ({
  id: '1',
  lane: `GET ${origin}/a`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: `${origin}/a`, headers: [] },
  response: { status: 200, headers: [], body: { text } },
});

const throughHttp = (): Promise<string> =>
  new Promise((resolve, reject) => {
    get(`${origin}/a`, (response) => {
      response.resume().on('end', () => resolve('answered'));
    }).on('error', reject);
  });
const captured = fetch;
const clients: Record<string, () => Promise<unknown>> = {
  fetch: () => fetch(`${origin}/a`),
  'a captured fetch': () => captured(`${origin}/a`),
  http: throughHttp,
  undici: () => undiciRequest(`${origin}/a`),
  WebSocket: () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(origin.replace('http', 'ws'));
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () =>
        reject(Object.assign(new Error('ws'), { code: 'CASSETTE_CLOSED' })),
      );
    }),
  tool: tool('look', () => expect.unreachable()),
};

/** Code that a test leaves behind: it calls when it is told to, in the context in which it was begun. */
function leave(cassette: Cassette, call: () => Promise<unknown>): () => Promise<unknown> {
  const start = Promise.withResolvers<void>();
  const done = cassette.run(async () => {
    await start.promise;
    return call();
  });
  return () => {
    start.resolve();
    return done;
  };
}

const codeOf = (error: { code?: unknown; cause?: { code?: unknown } }) => error.code ?? error.cause?.code;

describe.each(['msw', 'nock'] as const)(
  'a call made after the end of its cassette, through %s',
  (interceptor) => {
    it.each(Object.keys(clients))(
      'is refused as late and never answered by the next one: %s',
      async (name) => {
        const options = { path: 'x', interceptor, interactions: [recorded('taped')] } as const;
        const first = await openCassette(options);
        const call = leave(first, clients[name] ?? expect.unreachable);
        await first.close();
        const second = await openCassette(options);
        const error = await call().then(
          () => ({}),
          (reason: object) => reason,
        );
        expect(codeOf(error)).toBe('CASSETTE_CLOSED');
        expect(await (await fetch(`${origin}/a`)).text()).toBe('taped');
        const { served, misses, blocked } = await second.close();
        expect({ served, misses, blocked }).toEqual({ served: ['1'], misses: [], blocked: [] });
        expect(first.ledger().blocked).toMatchObject([{ code: 'CASSETTE_CLOSED' }]);
        expect(hits).toBe(0);
      },
    );
  },
);

it.each<[string, () => (call: () => unknown) => unknown]>([
  ['a snapshot', () => AsyncLocalStorage.snapshot()],
  ['a bound function', () => AsyncLocalStorage.bind((call: () => unknown) => call())],
  [
    'a resource',
    () => {
      const resource = new AsyncResource('kept');
      return (call) => resource.runInAsyncScope(call);
    },
  ],
])('is one of the tape whose code makes it, within %s of a closed one', async (_what, keep) => {
  const other = new AsyncLocalStorage<string>();
  const first = await openCassette({ path: 'x', interactions: [] });
  const kept = first.run(() => other.run('kept', keep));
  await first.close();
  const second = await openCassette({ path: 'x', interactions: [] });
  await second.run(async () => {
    await kept(() => {
      expect(other.getStore()).toBe('kept');
      return fetch(`${origin}/a`).catch(() => undefined);
    });
  });
  expect([(await second.close()).misses.length, first.ledger().blocked, hits]).toEqual([1, [], 0]);
});

it('is refused while others of several are still open', async () => {
  const options = { scope: 'async', interactions: [recorded('taped')] } as const;
  const [one, two] = [
    await openCassette({ ...options, path: '1' }),
    await openCassette({ ...options, path: '2' }),
  ];
  const call = leave(one, () => captured(`${origin}/a`));
  await one.close();
  await expect(call()).rejects.toMatchObject({ cause: { code: 'CASSETTE_CLOSED' } });
  expect(await two.run(async () => (await fetch(`${origin}/a`)).text())).toBe('taped');
  expect((await two.close()).blocked).toEqual([]);
});

it('is not blamed on the next one when it is the guard that refuses it', async () => {
  const options = { path: 'x', mode: 'strict', interactions: [] } as const;
  const first = await openCassette(options);
  const call = leave(first, async () => {
    const { lookup } = await import('node:dns/promises');
    await lookup('late.example');
  });
  await first.close();
  const second = await openCassette(options);
  await expect(call()).rejects.toMatchObject({ code: 'ERR_REPLAY_BLOCKED' });
  expect((await second.close()).blocked).toEqual([]);
  expect(first.ledger().blocked).toMatchObject([{ code: 'CASSETTE_CLOSED', operation: 'dns' }]);
});

describe('a connection that code makes itself when its tape is closed, and no other is open,', () => {
  const dial = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1');
      socket.on('error', reject).on('connect', () => resolve(socket.destroy()));
    });
  let connections = 0;
  const left = async (options: Partial<CassetteOptions>): Promise<unknown> => {
    connections = 0;
    server.on('connection', () => (connections += 1));
    const cassette = await openCassette({ path: 'tape', interactions: [], ...options });
    const call = leave(cassette, dial);
    await cassette.close();
    await dial();
    const end = await call().then(() => 'connected', codeOf);
    return { end, connections, late: cassette.ledger().blocked.map(({ code }) => code) };
  };

  it('reaches nobody, as any other late call', async () => {
    expect(await left({})).toEqual({ end: 'ERR_REPLAY_BLOCKED', connections: 1, late: ['CASSETTE_CLOSED'] });
  });

  it('may go where the tape let it go', async () => {
    const allow = [`tcp:127.0.0.1:${new URL(origin).port}`];
    expect(await left({ allow })).toEqual({ end: 'connected', connections: 2, late: [] });
  });

  it('goes out as it would after a recording', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'close-session-'));
    try {
      const ended = await left({ mode: 'record', path: join(folder, 'tool_cassettes.json') });
      expect(ended).toEqual({ end: 'connected', connections: 2, late: [] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('while recording', () => {
  const names: string[] = [];
  afterEach(async () => {
    for (const name of names.splice(0)) await rm(name, { recursive: true });
  });
  const record = async (): Promise<{ path: string; cassette: Cassette }> => {
    const path = await mkdtemp(join(tmpdir(), 'late-'));
    names.push(path);
    return { path, cassette: await openCassette({ path, mode: 'record' }) };
  };
  const urlsOf = async (path: string): Promise<string[]> => {
    const text = await readFile(join(path, 'tool_cassettes.json'), 'utf8');
    const { interactions } = JSON.parse(text) as { interactions: { request: { url: string } }[] };
    return interactions.map(({ request }) => request.url);
  };

  it.each(['fetch', 'http', 'undici'])(
    'a late call of %s is not taken for one of the next recording, but stays with its own',
    async (client) => {
      const first = await record();
      const late = leave(first.cassette, clients[client] ?? expect.unreachable);
      await first.cassette.close();
      const second = await record();
      await late();
      await fetch(`${origin}/b`).then((response) => response.text());
      expect(await second.cassette.close()).toMatchObject({ blocked: [] });
      expect(await urlsOf(second.path)).toEqual([`${origin}/b`]);
      expect(first.cassette.ledger().blocked).toEqual([
        { code: 'CASSETTE_CLOSED', operation: 'http', target: `GET ${origin}/a`, call_site: null },
      ]);
    },
  );

  it('a call that is under way at the end is waited for, and is on the tape', async () => {
    const { path, cassette } = await record();
    const answer = fetch(`${origin}/a`).then((response) => response.text());
    await cassette.close();
    expect(await answer).toBe('live');
    expect(await urlsOf(path)).toEqual([`${origin}/a`]);
  });

  it('a late call is refused when a tape is replayed by then', async () => {
    const { cassette } = await record();
    const late = leave(cassette, () => fetch(`${origin}/a`));
    await cassette.close();
    const replayed = await openCassette({ path: 'x', interactions: [recorded('taped')] });
    await expect(late()).rejects.toMatchObject({ cause: { code: 'CASSETTE_CLOSED' } });
    expect(await replayed.close()).toMatchObject({ served: [], blocked: [], misses: [] });
    expect(cassette.ledger().blocked).toMatchObject([{ code: 'CASSETTE_CLOSED' }]);
    expect(hits).toBe(0);
  });
});

describe('what modules set going that were loaded for a tape', () => {
  /** A module's own queue: it sends what it is given, in the context in which it was loaded. */
  const queue = (): { send: () => Promise<unknown>; end: () => Promise<unknown> } => {
    let asked = Promise.withResolvers<{ done: (answer: unknown) => void } | null>();
    const ended = (async () => {
      for (let next = await asked.promise; next !== null; next = await asked.promise) {
        asked = Promise.withResolvers();
        next.done(await fetch(`${origin}/a`).then((got) => got.text(), codeOf));
      }
    })();
    return {
      send: () => new Promise((done) => asked.resolve({ done })),
      end: () => (asked.resolve(null), ended),
    };
  };

  it('is of whichever tape is open, and is refused while none is', async () => {
    const options = { path: 'x', interactions: [recorded('taped')] } as const;
    const first = await openCassette(options);
    const loaded = first.load(queue);
    expect(await loaded.send()).toBe('taped');
    await first.close();
    expect(await loaded.send()).toMatch(/CASSETTE_CLOSED|ERR_REPLAY_BLOCKED/);
    const second = await openCassette(options);
    expect(await loaded.send()).toBe('taped');
    expect((await second.close()).served).toEqual(['1']);
    expect(first.ledger().blocked).toEqual([]);
    expect(hits).toBe(0);
    await loaded.end();
    expect(await (await fetch(`${origin}/a`)).text()).toBe('live');
  });
});

it('says of what a replay left behind that it is that, to the tests of others that meet it', async () => {
  const cassette = await openCassette({ path: 'x', interactions: [] });
  const loaded = cassette.load(() => AsyncResource.bind(() => connect({ port: 9, host: '127.0.0.1' })));
  await cassette.close();
  const error = await new Promise<Error>((resolve) => loaded().once('error', resolve));
  expect(error.message).toMatchInlineSnapshot(`
    "Failed to connect to "127.0.0.1:9": agent-replay refused it; a replay that is over has left behind what asks for it.
      cause      a timer, a loop or a listener of its run, or of a module that was loaded for it
      fix        end it before the run ends; for tests of your own that use such a module, isolate: true in the config of Vitest, or allow it: allow: ["tcp:127.0.0.1:9"]"
  `);
});

it.each<[string, () => unknown]>([
  ['a program', () => spawnSync(process.execPath, ['-e', '0']).error ?? 'started'],
  ['a worker', () => new Worker('', { eval: true }).once('error', () => {})],
])('what comes after the end starts nothing: %s', async (_what, start) => {
  const cassette = await openCassette({ path: 'x', interactions: [] });
  const call = leave(cassette, async () => start());
  await cassette.close();
  const ended = await call().then(
    (given) => given,
    (error: unknown) => error,
  );
  expect(ended).toMatchObject({ code: 'ERR_REPLAY_BLOCKED' });
  expect(cassette.ledger().blocked).toMatchObject([{ code: 'CASSETTE_CLOSED' }]);
});

it('what comes after the end writes where its tape let it write', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'late-')));
  const [workspace, kept] = [join(folder, 'workspace'), join(folder, 'kept')];
  const write = (file: string) => writeFile(file, 'x').then(() => 'written', codeOf);
  await mkdir(workspace);
  for (const mode of ['strict', 'cassette'] as const) {
    const cassette = await openCassette({
      path: 'x',
      mode,
      workspace,
      interactions: [],
      protect: [kept],
    });
    const call = leave(cassette, async () => [
      await write(join(workspace, 'in')),
      await write(join(folder, mode)),
      await write(kept),
    ]);
    await cassette.close();
    expect(await call()).toEqual([
      'written',
      mode === 'strict' ? 'ERR_REPLAY_BLOCKED' : 'written',
      'ERR_REPLAY_BLOCKED',
    ]);
    expect(await write(join(folder, 'by-others'))).toBe('written');
  }
  await rm(folder, { recursive: true });
});

it.each([
  ['is no green end where a replay left it behind', 'cassette.run(leave); await cassette.close();', 97],
  ['is that of its program otherwise', 'cassette.run(() => 1); await cassette.close(); leave();', 0],
])('an exit with 0 %s', (_what, run, status) => {
  const code = `import { openCassette } from './open-cassette.ts';
    const cassette = await openCassette({ path: 'x', interactions: [] });
    const leave = () => void setTimeout(() => process.exit(0), 20);
    ${run}
    setInterval(() => {}, 1000);`;
  const child = spawnSync(
    process.execPath,
    ['--conditions=@agent-replay/source', '--no-warnings', '--input-type=module', '-e', code],
    { cwd: import.meta.dirname, encoding: 'utf8', timeout: 60_000 },
  );
  expect({ status: child.status, stderr: child.stderr }).toEqual({ status, stderr: '' });
});
