import { type Interaction, type Json, laneOf } from '@agent-replay/contracts';
import type { ReplayResult } from '../replay/replay-result.ts';
import type { Package } from './package.ts';

/** A part of the input that a recorded request holds: without it the agent would ask for what is not on the tape. */
export interface HeldPart {
  /** With dots, such as `order.id`. */
  part: string;
  /** Whose request it is. */
  lane: string;
}

/** What the replays that failed otherwise came to, and how many of them did; the most frequent first. */
export interface Outcome {
  outcome: string;
  replays: number;
}

/** What a candidate came to that did not fail as the whole does. */
export function outcomeOf({ verdict }: ReplayResult, isSameClass: boolean): string {
  if (isSameClass) return 'failed for another cause';
  if (verdict.failure_class === 'cassette_miss') return 'asked for what is not on the tape';
  return verdict.failure_class === null
    ? `came to ${verdict.status}`
    : `failed with ${verdict.failure_class}`;
}

/** The parts of the input, and of the state, whose values stand in recorded requests. */
export function heldParts({ payload, state, interactions }: Package): HeldPart[] {
  const parts = [
    ...leavesOf(payload),
    ...state.flatMap(({ ref, content }) => leavesOf(content, [`state ${ref}`])),
  ];
  return parts.flatMap(({ path, value }) => {
    const call = interactions.find((each) => asks(each, value));
    return call === undefined ? [] : [{ part: path.join('.') || 'the input', lane: laneOf(call) }];
  });
}

interface Leaf {
  path: string[];
  value: string | number;
}

/** What is too short to tell that it was taken from there. */
const SHORTEST = 2;

function leavesOf(value: Json, path: string[] = []): Leaf[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  if (typeof value === 'number') return [{ path, value }];
  return typeof value === 'string' && value.length >= SHORTEST ? [{ path, value }] : [];
}

/** A number is the same number; a text may stand within another, as in a prompt or an address. */
function asks({ request }: Interaction, wanted: string | number): boolean {
  return leavesOf(request as unknown as Json).some(({ value }) =>
    typeof wanted === 'number'
      ? value === wanted
      : typeof value === 'string' && (value.includes(wanted) || value.includes(encodeURIComponent(wanted))),
  );
}
