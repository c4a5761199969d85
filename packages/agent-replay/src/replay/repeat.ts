import type { Json } from '@agent-replay/contracts';
import type { ReplayResult } from './replay-result.ts';
import { verdictJson } from './verdict-json.ts';

/** Where two replays of one fixture first said different things. */
export interface Divergence {
  /** JSON Pointer into the verdict. */
  path: string;
  first: string;
  other: string;
  /** Which replay differed from the first, counted from 1. */
  replay: number;
}

/** The replays of one fixture; `result` is the worst of them, so that no failure is hidden. */
export interface Repeated {
  result: ReplayResult;
  results: readonly ReplayResult[];
  divergence: Divergence | null;
}

/** Judges several replays of one fixture together. */
export function repeated(results: readonly ReplayResult[]): Repeated {
  const [first] = results;
  if (first === undefined) throw new RangeError('A fixture is replayed at least once.');
  const worst = results.find(({ ok }) => !ok) ?? first;
  const divergence = firstDivergence(results);
  if (divergence === null || !worst.ok) return { result: worst, results, divergence };
  const reason = `nondeterministic: ${divergence.path} was ${divergence.first}, then ${divergence.other}`;
  const issue = {
    code: 'nondeterministic',
    path: divergence.path,
    expected: divergence.first,
    received: divergence.other,
  };
  const verdict = {
    status: 'inconclusive',
    failure_class: 'nondeterministic',
    failure_reason: reason,
    issues: [issue],
  } as const;
  return { result: { ...worst, ok: false, exit_code: 3, verdict }, results, divergence };
}

function firstDivergence(results: readonly ReplayResult[]): Divergence | null {
  if (results.length === 1) return null;
  const texts = results.map(verdictJson);
  const index = texts.findIndex((text) => text !== texts[0]);
  if (index === -1) return null;
  const [first, other] = [texts[0], texts[index]].map((text) => JSON.parse(text as string) as Json);
  const path = differingPointer(first as Json, other as Json, '');
  return { path, first: at(first as Json, path), other: at(other as Json, path), replay: index + 1 };
}

function differingPointer(a: Json, b: Json, path: string): string {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted();
  const key = keys.find((each) => JSON.stringify(member(a, each)) !== JSON.stringify(member(b, each)));
  if (key === undefined) return path;
  const [inA, inB] = [member(a, key), member(b, key)];
  return inA === undefined || inB === undefined
    ? `${path}/${key}`
    : differingPointer(inA, inB, `${path}/${key}`);
}

function member(value: object, key: string): Json | undefined {
  return (value as Record<string, Json>)[key];
}

function at(value: Json, path: string): string {
  let found: Json | undefined = value;
  for (const key of path.split('/').slice(1)) found = member(found as object, key);
  return JSON.stringify(found) ?? 'nothing';
}
