import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importInto, openCassette } from '@agent-replay/cassette';
import { compareResponse } from './compare-response.ts';
import { readExchanges, type RecordedExchange } from './recorded-exchange.ts';
import { type Client, throughFetch, throughHttp } from './request-again.ts';

export const INTERCEPTORS = ['msw', 'nock'] as const;
export const CLIENTS = { fetch: throughFetch, 'node:http': throughHttp } as const;

export interface ReplayFolderOptions {
  client: keyof typeof CLIENTS;
  interceptor: (typeof INTERCEPTORS)[number];
  /** Which files, by name. */
  only?: (name: string) => boolean;
}

interface Failure {
  index: number;
  differences: string[];
}

export interface FolderResult {
  total: number;
  equal: number;
  /** How many of the equal ones hold placeholders of what import redacted. */
  redacted: number;
  failures: (Failure & { name: string })[];
  /** Each entry that is no HTTP exchange, by file, with what it is. */
  others: { name: string; kind: string }[];
}

/**
 * Imports every recording of a folder and makes each of its HTTP requests again through one client
 * under one interceptor.
 */
export async function replayFolder(
  folder: string,
  { client, interceptor, only = () => true }: ReplayFolderOptions,
): Promise<FolderResult> {
  const result: FolderResult = { total: 0, equal: 0, redacted: 0, failures: [], others: [] };
  for (const name of (await readdir(folder))
    .filter((entry) => /\.ya?ml$/.test(entry) && only(entry))
    .toSorted()) {
    const { exchanges, others } = readExchanges(join(folder, name));
    if (exchanges.length === 0 && others.length === 0) result.others.push({ name, kind: 'empty' });
    for (const kind of new Set(others.map((other) => other.kind))) result.others.push({ name, kind });
    if (exchanges.length === 0) continue;
    const { failures, redacted } = await replayRecording(
      join(folder, name),
      exchanges,
      CLIENTS[client],
      interceptor,
    );
    result.total += exchanges.length;
    result.equal +=
      exchanges.length - new Set(failures.map(({ index }) => index).filter((index) => index >= 0)).size;
    result.redacted += redacted;
    for (const failure of failures) result.failures.push({ name, ...failure });
  }
  return result;
}

async function replayRecording(
  file: string,
  exchanges: readonly RecordedExchange[],
  request: Client,
  interceptor: 'msw' | 'nock',
): Promise<{ failures: Failure[]; redacted: number }> {
  const out = await mkdtemp(join(tmpdir(), 'replay-'));
  const failures: Failure[] = [];
  let redacted = 0;
  try {
    await importInto(out, 'vcr', file);
    const cassette = await openCassette({
      path: join(out, 'tool_cassettes.json'),
      mode: 'cassette',
      interceptor,
    });
    try {
      for (const exchange of exchanges) {
        const { differences, isRedacted } = await replayExchange(exchange, request);
        if (isRedacted) redacted += 1;
        if (differences.length > 0) failures.push({ index: exchange.index, differences });
      }
    } finally {
      const { unused } = await cassette.close();
      if (unused.length > 0) failures.push({ index: -1, differences: [`unused: ${unused.join(', ')}`] });
    }
  } finally {
    await rm(out, { recursive: true, force: true });
  }
  return { failures, redacted };
}

async function replayExchange(
  exchange: RecordedExchange,
  request: Client,
): Promise<{ differences: string[]; isRedacted: boolean }> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer within 10 s')), 10_000);
  try {
    const received = await Promise.race([request(exchange.request), late]);
    const strict = compareResponse(exchange.response, received);
    if (strict.length === 0) return { differences: [], isRedacted: false };
    const lenient = compareResponse(exchange.response, received, { redacted: true });
    return { differences: lenient, isRedacted: lenient.length === 0 };
  } catch (thrown) {
    const { name, message, cause } = thrown as Error & { cause?: Error };
    const because = cause === undefined ? '' : ` (${cause.message})`;
    return { differences: [`${name}: ${message}${because}`], isRedacted: false };
  } finally {
    clearTimeout(timer);
  }
}
