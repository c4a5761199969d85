import { createHash } from 'node:crypto';
import { canonicalJson, type Drift, type Interaction, type Json, type Miss } from '@agent-replay/contracts';
import { type Blobs, NO_BLOBS } from '../http/blobs.ts';
import type { Call } from './call.ts';
import { differences } from './differences.ts';
import { explainMiss } from './explain-miss.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';

/** A recorded interaction with the call it answers, and whether it has been used. */
export interface Entry {
  interaction: Interaction;
  call: Call;
  key: string;
  used: boolean;
}

export interface Engine {
  /** Takes the recorded answer to a call, or says why there is none. */
  answer: (call: Call) => Interaction | Miss;
  served: () => string[];
  unused: () => string[];
  misses: () => Miss[];
  drift: () => Drift[];
}

/**
 * The tape's mind: pure, no I/O. Each interaction has two keys. By content, calls that are equal take
 * the recorded answers in order, each once, so that parallel calls may complete in any order. By its
 * place in its lane, a call that differs is known for what it was, and the miss names the difference.
 */
export function createEngine(
  interactions: readonly Interaction[],
  match: MatchOptions = {},
  blobs: Blobs = NO_BLOBS,
): Engine {
  const entries = interactions.map((interaction): Entry => {
    const call = recordedCall(interaction, match, blobs);
    return { interaction, call, key: contentKey(call), used: false };
  });
  const byKey = groupBy(entries, (entry) => entry.key);
  const next = new Map<string, number>();
  const served: string[] = [];
  const misses: Miss[] = [];
  const drift: Drift[] = [];

  return {
    answer(call) {
      const key = contentKey(call);
      const same = byKey.get(key) ?? [];
      const index = next.get(key) ?? 0;
      const entry = same[index];
      next.set(key, index + 1);
      if (entry !== undefined) {
        entry.used = true;
        served.push(entry.interaction.id);
        return entry.interaction;
      }
      const miss = explainMiss(call, { entries, same, calls: index + 1 });
      misses.push(miss);
      const replaced =
        miss.cause === 'body-diff'
          ? entries.find((each) => !each.used && each.call.lane === call.lane)
          : undefined;
      if (replaced !== undefined) {
        drift.push({
          interaction: replaced.interaction.id,
          part: 'request',
          differences: differences(replaced.call.content.body, call.content.body),
        });
      }
      return miss;
    },
    served: () => [...served],
    unused: () => entries.filter((entry) => !entry.used).map((entry) => entry.interaction.id),
    misses: () => [...misses],
    drift: () => [...drift],
  };
}

/** True for a miss, false for a recorded interaction. */
export function isMiss(answer: Interaction | Miss): answer is Miss {
  return 'nearest' in answer;
}

function contentKey({ kind, content }: Call): string {
  const { target, body, headers } = content;
  return createHash('sha1')
    .update(`${kind}\0${target}\0${canonicalOf(body)}\0${canonicalOf(headers)}`)
    .digest('base64');
}

function canonicalOf(value: unknown): string {
  try {
    return canonicalJson(value as Json);
  } catch {
    // RFC 8785 has no form for lone surrogates; such a value can still be compared with itself.
    return JSON.stringify(value);
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
