import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { AgentReplayError, checkJson, sha256 } from '@agent-replay/contracts';
import type { ZodType } from 'zod';
import type { Probe } from './probe.ts';

type Common = Pick<Probe, 'name' | 'agents'>;

/**
 * Watches a credential: missing, or past its end. The end is the `exp` of a JWT (RFC 7519 §4.1.4) or
 * what `expiresAt` says.
 */
export function credentialProbe(
  options: Common & {
    token: () => string | undefined | Promise<string | undefined>;
    expiresAt?: string;
    /** Counts as expired so many seconds before. @default 0 */
    marginSeconds?: number;
    /** @default Date.now */
    now?: () => number;
  },
): Probe {
  const { name, agents, token, expiresAt, marginSeconds = 0, now = Date.now } = options;
  return {
    name,
    ...(agents !== undefined && { agents }),
    source: 'credential',
    async check() {
      const value = (await token()) ?? '';
      if (value.trim() === '') return 'it is not set';
      const end = expiresAt === undefined ? jwtEnd(value) : Date.parse(expiresAt);
      if (end === null) return null;
      if (Number.isNaN(end)) return `its end cannot be read: ${expiresAt}`;
      return now() + marginSeconds * 1000 < end ? null : `it expired ${new Date(end).toISOString()}`;
    },
  };
}

/** Watches how much waits in a queue. */
export function queueProbe(options: Common & { depth: () => number | Promise<number>; max: number }): Probe {
  const { name, agents, depth, max } = options;
  return {
    name,
    ...(agents !== undefined && { agents }),
    source: 'queue',
    async check() {
      const waiting: unknown = await depth();
      if (typeof waiting !== 'number' || Number.isNaN(waiting))
        throw new TypeError(`its depth is ${inspect(waiting)}, which is no number`);
      return waiting <= max ? null : `${waiting} wait, at most ${max} may`;
    },
  };
}

/** Watches a file that the agent reads: gone, or another content than the digest names. */
export function fileProbe(options: Common & { path: string; sha256?: string }): Probe {
  const { name, agents, path, sha256: digest } = options;
  return {
    name,
    ...(agents !== undefined && { agents }),
    source: 'file',
    async check() {
      let bytes: Buffer;
      try {
        bytes = await readFile(path);
      } catch (error) {
        return `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
      }
      return digest === undefined || sha256(bytes) === digest ? null : `${path} has another content`;
    },
  };
}

/** Watches the form of an outside answer; `fetch` must ask for something that only reads. */
export function responseProbe(
  options: Common & { fetch: (signal: AbortSignal) => Promise<unknown>; schema: ZodType },
): Probe {
  const { name, agents, fetch, schema } = options;
  if (typeof (schema as Partial<ZodType> | undefined)?.safeParse !== 'function')
    throw new AgentReplayError(
      'OPTION_INVALID',
      `Failed to make the probe "${name}": its schema is none of Zod.`,
      {
        lines: [['fix', "schema: z.object({ … }), from 'zod'"]],
      },
    );
  return {
    name,
    ...(agents !== undefined && { agents }),
    source: 'response_format',
    async check(signal) {
      const [issue] = checkJson(await fetch(signal), schema);
      return issue === undefined
        ? null
        : `${issue.path === '' ? '/' : issue.path} should be ${issue.expected}, is ${issue.received}`;
    },
  };
}

/** Milliseconds since 1970 at which a JWT ends; null for what is no JWT, or has no end. */
function jwtEnd(token: string): number | null {
  const [, payload, signature] = token.replace(/^Bearer /i, '').split('.');
  if (payload === undefined || signature === undefined) return null;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : null;
  } catch {
    return null;
  }
}
