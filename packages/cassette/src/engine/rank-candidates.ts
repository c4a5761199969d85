import type { Issue } from '@agent-replay/contracts';
import type { Call } from './call.ts';
import { differences, escape } from './differences.ts';
import type { Entry } from './entry.ts';

/** A recorded interaction that a call may have been meant to be. */
export interface Candidate {
  entry: Entry;
  call: Call;
  differences: Issue[];
}

const NEAREST = 3;
const MAX_COMPARED = 400;

/** The recorded interactions that are nearest to a call, at most three, the nearest first. */
export function rankCandidates(
  call: Call,
  tape: { entries: readonly Entry[]; callOf: (entry: Entry) => Call; place: Entry | undefined },
): Candidate[] {
  const alike = tape.entries.filter(({ kind }) => kind === call.kind);
  const own = alike.filter(({ lane }) => lane === call.lane).slice(0, MAX_COMPARED);
  const others = alike
    .filter(({ lane }) => lane !== call.lane)
    .map((entry) => ({ entry, likeness: likeness(entry.lane, call.lane) }))
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, Math.max(NEAREST, MAX_COMPARED - own.length))
    .map(({ entry }) => entry);
  return [...own, ...others]
    .map((entry) => {
      const recorded = tape.callOf(entry);
      const found = differencesOf(recorded, call);
      const distance =
        found.reduce((sum, { expected, received }) => sum + 2 - likeness(expected, received), 0) +
        (isSameEndpoint(recorded, call) ? 0 : 4) +
        (entry.used ? 0.3 : 0) +
        (entry === tape.place ? 0 : 0.1);
      return { entry, call: recorded, differences: found, distance };
    })
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, NEAREST);
}

/** True when two calls go to one place, as far as a slip of the URL leaves that to be seen. */
export function isSameEndpoint(recorded: Call, call: Call): boolean {
  if (recorded.lane === call.lane) return true;
  if (call.kind !== 'http' && call.kind !== 'websocket') return false;
  const [before, after] = [partsOf(recorded.content.target), partsOf(call.content.target)];
  if (before.base === after.base) return true;
  if (before.method !== after.method) return false;
  const hasBody = call.content.body !== null;
  if (hasBody && bodyDifferences(recorded, call).length === 0) return true;
  const [one, other] = [before.base.split('/'), after.base.split('/')];
  const changed = Array.from({ length: Math.max(one.length, other.length) }, (_, index) => index).filter(
    (index) => one[index] !== other[index],
  );
  return changed.length === 1;
}

/** True when a call may have been meant to be a recorded one: it goes to the same host, or its name is alike. */
export function isNear(recorded: Call, call: Call): boolean {
  if (isSameEndpoint(recorded, call)) return true;
  const [before, after] = [recorded.content.target, call.content.target];
  if (call.kind === 'http' || call.kind === 'websocket') return originOf(before) === originOf(after);
  return likeness(before, after) >= 0.5;
}

function originOf(target: string): string {
  return /^\w+:\/\/[^/]*/.exec(partsOf(target).base)?.[0] ?? '';
}

/** All that differs between two calls: where they go, their chosen headers, their bodies. */
export function differencesOf(expected: Call, received: Call): Issue[] {
  const headers = differences(expected.content.headers, received.content.headers, '/headers');
  return [
    ...targetDifferences(expected, received),
    ...headers.map((issue) => ({ ...issue, code: 'header' })),
    ...bodyDifferences(expected, received),
  ];
}

/** What two bodies say differently; where they say the same, in which of their parts they are something else. */
export function bodyDifferences({ content: expected }: Call, { content: received }: Call): Issue[] {
  const found = differences(expected.body, received.body);
  return found.length > 0 ? found : differences(expected.form, received.form);
}

function targetDifferences({ kind, content: expected }: Call, { content: received }: Call): Issue[] {
  if (expected.target === received.target) return [];
  const issue = (path: string, before: string, after: string): Issue[] =>
    before === after ? [] : [{ code: 'url', path, expected: before, received: after }];
  if (kind !== 'http' && kind !== 'websocket') return issue('/name', expected.target, received.target);
  const [before, after] = [partsOf(expected.target), partsOf(received.target)];
  const names = new Set([...before.query.keys(), ...after.query.keys()]);
  return [
    ...issue('/method', before.method, after.method),
    ...issue('/url', before.base, after.base),
    ...[...names].flatMap((name) =>
      issue(`/query/${escape(name)}`, valueOf(before.query, name), valueOf(after.query, name)),
    ),
  ];
}

function partsOf(target: string): { method: string; base: string; query: Map<string, string[]> } {
  const [, method = '', base = '', text = ''] = /^(\S+) ([^?]*)\??(.*)$/s.exec(target) ?? [];
  const query = new Map<string, string[]>();
  for (const pair of text === '' ? [] : text.split('&')) {
    const [name = '', ...value] = pair.split('=');
    query.set(name, [...(query.get(name) ?? []), value.join('=')]);
  }
  return { method, base, query };
}

function valueOf(query: Map<string, string[]>, name: string): string {
  return query.get(name)?.join(', ') ?? 'nothing';
}

/** How much of two texts is the same at their ends, from 0 to 1. */
function likeness(first: string, second: string): number {
  const longest = Math.max(first.length, second.length);
  if (longest === 0) return 1;
  const shortest = Math.min(first.length, second.length);
  let start = 0;
  while (start < shortest && first.charCodeAt(start) === second.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shortest - start && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  return (start + end) / longest;
}
