import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startProvider } from './clients/provider.ts';

const folder = join(import.meta.dirname, 'clients');
const CLIENTS = (await readdir(join(folder, 'calls'))).map((name) => name.replace('.ts', ''));

interface Run {
  result?: unknown;
  error?: string;
  transcript: { served: string[]; unused: string[]; misses: string[] };
}

async function run(
  client: string,
  mode: string,
  interceptor: string,
  path: string,
  url: string,
): Promise<Run> {
  const script = join(folder, 'run-client.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@agent-replay/source', '--no-warnings', script, client, mode, interceptor, path, url],
    { timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  // Some clients print warnings of their own before it.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Run;
}

describe.each(CLIENTS)('%s', (client) => {
  it('sees in a fresh process, with the provider down, what it saw live', { timeout: 120_000 }, async () => {
    const path = await mkdtemp(join(tmpdir(), 'clients-'));
    const provider = await startProvider();
    const live = await run(client, 'record', 'msw', path, provider.url);
    const port = Number(new URL(provider.url).port);
    await provider.close();
    expect(live.error).toBeUndefined();

    const witness = await startProvider(port);
    const msw = await run(client, 'cassette', 'msw', path, provider.url);
    const nock = await run(client, 'cassette', 'nock', path, provider.url);
    const reached = witness.requests();
    await witness.close();
    await rm(path, { recursive: true });

    expect(msw.transcript).toMatchObject({ misses: [], unused: [] });
    expect(msw.transcript.served.length).toBeGreaterThan(0);
    expect(msw.error).toBeUndefined();
    expect(msw.result).toEqual(live.result);
    expect(JSON.stringify(nock)).toBe(JSON.stringify(msw));
    expect(reached).toBe(0);
  });
});
