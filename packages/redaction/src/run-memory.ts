import { applyEdits, settleEdits } from './edit.ts';
import { PLACEHOLDER, type Placeholders, placeholdersIn } from './placeholder.ts';
import { findValues, type ValueFinder } from './find-values.ts';
import { isCredential } from './values/is-credential.ts';
import { isCommonId } from './values/is-opaque.ts';
import { percentDecoded } from './values/percent-decoded.ts';
import { allMatches } from './matches.ts';

/** Remembers what was taken out of one run's texts as a credential, and takes it out of the others, too. */
export interface RunMemory {
  /** Learns from the placeholders of a redacted text, and takes out of it what is known. */
  sweep(redacted: string): string;
  /** Learns what of a text that was redacted before stands beside its own placeholder. */
  recall(redacted: string): void;
}

/** Kinds that give access; what is only unknown, as a header or a parameter, may be anything. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'key',
  'password',
  'secret',
  'token',
  'user',
]);
const MOST_VALUES = 256;
/** So many are looked for together: a new one makes only the tables of its group anew. */
const GROUP = 32;

export function createRunMemory({ placeholder, digest, secretOf }: Placeholders): RunMemory {
  const known = new Set<string>();
  const values = new Set<string>();
  const groups: { values: string[]; finder: ValueFinder | undefined }[] = [];

  const learn = (kind: string, found: string, secret: string): void => {
    known.add(found);
    for (const part of partsOf(kind, secret)) {
      if (values.has(part) || values.size >= MOST_VALUES) continue;
      values.add(part);
      let group = groups.at(-1);
      if (group === undefined || group.values.length === GROUP)
        groups.push((group = { values: [], finder: undefined }));
      group.values.push(part);
      group.finder = undefined;
    }
  };

  return {
    sweep(redacted) {
      for (const { kind, digest: found } of credentialsIn(redacted)) {
        const secret = known.has(found) ? undefined : secretOf(found);
        if (secret !== undefined) learn(kind, found, secret);
      }
      return groups.reduce((text, group) => {
        group.finder ??= findValues(group.values);
        return applyEdits(text, settleEdits(text, group.finder.find(text)), placeholder);
      }, redacted);
    },
    recall(redacted) {
      const wanted = new Map(credentialsIn(redacted).map(({ kind, digest: found }) => [found, kind]));
      if (wanted.size === 0) return;
      for (const word of wordsOf(redacted)) {
        const found = digest(word);
        const kind = wanted.get(found);
        if (kind !== undefined) learn(kind, found, word);
      }
    },
  };
}

const credentialsIn = (text: string): ReturnType<typeof placeholdersIn> =>
  placeholdersIn(text).filter(({ kind }) => CREDENTIALS.has(kind));

/** What of a credential would open the door elsewhere: of Basic's (RFC 7617) the password, or a lone key as the user. */
function partsOf(kind: string, secret: string): string[] {
  const [, user = '', password = ''] =
    kind === 'authorization' && /^[A-Za-z0-9+/_-]{6,}={0,2}$/.test(secret)
      ? (/^([\x20-\x39\x3b-\x7e]*):([\x20-\x7e]*)$/.exec(Buffer.from(secret, 'base64').toString('latin1')) ??
        [])
      : [];
  const isWeak = (kind === 'cookie' || kind === 'user') && isCommonId(secret);
  const own = isWeak || !isCredential(secret, kind === 'password') ? [] : [secret];
  return [...own, ...[password === '' ? user : password].filter((part) => isCredential(part, true))];
}

/** Words, and what signs part within them, as they stand or in base64 and hex. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const [whole] of allMatches(text.replace(PLACEHOLDER, ' '), /[^\s"'`<>(){}[\],;\\]{8,4000}/g)) {
    for (const word of [whole, ...whole.split(/[=:&?/|@]/), whole.replace(/(?<![.!?:])[.!?:]+$/, '')]) {
      if (word.length < 8) continue;
      words.add(word);
      if (/%[0-9A-Fa-f]{2}/.test(word)) words.add(percentDecoded(word) ?? word);
      if (/^(?:[0-9a-f]{2}){8,}$/i.test(word)) words.add(Buffer.from(word, 'hex').toString());
      else if (/^[\w+/-]{11,}={0,2}$/.test(word)) words.add(Buffer.from(word, 'base64').toString());
    }
  }
  return words;
}
