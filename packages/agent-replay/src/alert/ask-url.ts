import { unescape } from 'node:querystring';

const LIMIT_MS = 10_000;

/**
 * Asks for a URL of the config, which may hold a secret: follows no redirect, and waits ten seconds at most.
 * A user and a password before the host go as a header; `fetch` would refuse them, and name them in its error.
 *
 * @throws when nobody answers, or not with a status of success
 */
export async function askUrl(
  url: URL,
  init: { method: 'GET' } | { method: 'POST'; json: string },
): Promise<void> {
  const { username, password } = url;
  const address = new URL(url);
  address.username = '';
  address.password = '';
  const user = [username, password].map((part) => unescape(part)).join(':');
  const response = await fetch(address, {
    method: init.method,
    headers: {
      ...(user !== ':' && { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
      ...(init.method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(init.method === 'POST' && { body: init.json }),
    redirect: 'error',
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
