// Runs one client in a process of its own, under a cassette, and prints what it saw as one line of JSON.
// Usage: run-client.ts <client> <record|cassette> <msw|nock> <cassette folder> <provider's url>
import { openCassette } from '@agent-replay/cassette';

const [client, mode, interceptor, path, url] = process.argv.slice(2) as [
  string,
  'record' | 'cassette',
  'msw' | 'nock',
  string,
  string,
];
const cassette = await openCassette({ path, mode, interceptor });
// Only now: a client may take references to `fetch` and `http` when it is loaded.
const { call } = (await import(`./calls/${client}.ts`)) as { call: (url: string) => Promise<unknown> };
let outcome: { result: unknown } | { error: string };
try {
  outcome = { result: await call(url) };
} catch (error) {
  outcome = { error: String((error as Error).stack) };
}
const { served, unused, misses } = await cassette.close();
process.stdout.write(
  `${JSON.stringify({ ...outcome, transcript: { served, unused, misses: misses.map((miss) => miss.message) } })}\n`,
);
process.exit(0);
