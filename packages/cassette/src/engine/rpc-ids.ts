import { scanJson } from '@agent-replay/contracts';

/** What ties a message of JSON-RPC to others, as its text has it: an id may be a number that no double holds. */
export interface RpcIds {
  /** Undefined for an answer. */
  method: string | undefined;
  id?: Literal;
  /** By which the answers to a call tell of its progress. */
  token?: Literal;
  /** The token of the call that a notification tells of. */
  progress?: Literal;
}

/** A text, a number or null within a JSON text. */
interface Literal {
  start: number;
  end: number;
  source: string;
  /** The same for equal values. */
  key: string;
}

/**
 * The ids of a call by those of the recorded one that it takes the place of. Clients count them, so that one call more
 * or less gives all that come after it other ids. From the `key` of a recorded one to the `source` of the call's.
 */
export interface OtherIds {
  /** What an answer repeats as its own. */
  ids: ReadonlyMap<string, string>;
  /** What a notification of progress repeats. */
  tokens: ReadonlyMap<string, string>;
}

/** The ids of the messages that a text is: of one, or of a batch; none where it is anything else. */
export function rpcIds(text: string): RpcIds[] {
  if (!text.includes('"jsonrpc"')) return [];
  const isBatch = /^\s*\[/.test(text);
  const found: (RpcIds & { isMessage: boolean })[] = [];
  if (!isBatch) found.push({ method: undefined, isMessage: false });
  const faults = scanJson(text, {
    onPlace(path, offset) {
      if (isBatch && path.length === 1) found.push({ method: undefined, isMessage: false });
      const message = found.at(-1);
      const depth = path.length - (isBatch ? 1 : 0);
      if (message === undefined || depth < 1 || depth > 3) return false;
      const place = (isBatch ? path.slice(1) : path).join('/');
      // A key that repeats counts where it is the last time, as for `JSON.parse`.
      if (place === 'jsonrpc') message.isMessage = text[valueAt(text, offset)] === '"';
      else if (place === 'method') message.method = literalAt(text, offset)?.source;
      else if (Object.hasOwn(TIES, place)) {
        const tie = TIES[place as keyof typeof TIES];
        const literal = literalAt(text, offset);
        if (literal === undefined) delete message[tie];
        else message[tie] = literal;
      }
      return false;
    },
  });
  const isRpc = faults.every(({ code }) => code !== 'json_syntax') && found.every((each) => each.isMessage);
  return isRpc ? found : [];
}

const TIES = {
  id: 'id',
  'params/progressToken': 'progress',
  'params/_meta/progressToken': 'token',
} as const;

/** The ids in which a call is another than the recorded one; undefined where it is not, as mostly. */
export function otherIds(recorded: readonly RpcIds[], asked: readonly RpcIds[]): OtherIds | undefined {
  const others = { ids: new Map<string, string>(), tokens: new Map<string, string>() };
  noteIds(others, recorded, asked);
  return others.ids.size + others.tokens.size === 0 ? undefined : others;
}

/** Notes the ids of one more call; where it has the recorded ones, it takes back what an earlier call had in their place. */
export function noteIds(
  { ids, tokens }: { ids: Map<string, string>; tokens: Map<string, string> },
  recorded: readonly RpcIds[],
  asked: readonly RpcIds[],
): void {
  for (const [index, before] of recorded.entries()) {
    const after = asked[index];
    if (after === undefined || before.method === undefined) continue;
    note(ids, before.id, after.id);
    note(tokens, before.token, after.token);
  }
}

function note(others: Map<string, string>, before: Literal | undefined, after: Literal | undefined): void {
  if (before === undefined || after === undefined) return;
  if (before.key === after.key) others.delete(before.key);
  else others.set(before.key, after.source);
}

/** A text of JSON-RPC with the ids of the calls that it answers; all else in it stays as it is. */
export function textWithIds(text: string, { ids, tokens }: OtherIds): string {
  let at = 0;
  const parts: string[] = [];
  for (const { method, id, progress } of rpcIds(text)) {
    const place = method === undefined ? id : method === PROGRESS ? progress : undefined;
    const now = place && (method === undefined ? ids : tokens).get(place.key);
    if (place === undefined || now === undefined) continue;
    parts.push(text.slice(at, place.start), now);
    at = place.end;
  }
  return parts.join('') + text.slice(at);
}

const PROGRESS = '"notifications/progress"';

/** Where the value begins of which the key stands at an offset. */
function valueAt(text: string, offset: number): number {
  KEY.lastIndex = offset;
  return KEY.test(text) ? KEY.lastIndex : text.length;
}

function literalAt(text: string, offset: number): Literal | undefined {
  const start = valueAt(text, offset);
  SCALAR.lastIndex = start;
  const source = SCALAR.exec(text)?.[0];
  return source === undefined ? undefined : { start, end: start + source.length, source, key: keyOf(source) };
}

const KEY = /"[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*/y;
const SCALAR = /"[^"\\]*(?:\\.[^"\\]*)*"|[\w.+-]+/y;

function keyOf(source: string): string {
  if (source.startsWith('"')) return source.includes('\\') ? JSON.stringify(JSON.parse(source)) : source;
  const number = Number(source);
  return Number.isSafeInteger(number) ? String(number) : source;
}
