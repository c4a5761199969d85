import type { Json } from '@agent-replay/contracts';
import type { CapturePolicy } from './policy.ts';

/** A policy for the fields that a JSON Pointer leads to; `*` in it stands for any key or index. */
export interface FieldRule {
  /** As it is written. */
  field: string;
  policy: CapturePolicy;
  /** The keys that lead there from the call. */
  keys: readonly string[];
  /** The keys that lead there from where one is. */
  rest: readonly string[];
}

/** From what keeps all to what keeps nothing; a policy that is none keeps nothing. */
const STRICTNESS: readonly CapturePolicy[] = ['full', 'redact', 'fields', 'hash', 'deny'];

/** The parts of a call by the one name that HTTP gives them: a rule for a host and a tool may name either. */
const PARTS: Readonly<Record<string, string>> = { arguments: 'request', result: 'response' };

/** The rules of an entry, without its `*`: first those without a wildcard, of the same place the strictest first. */
export function fieldRules(policies: Readonly<Record<string, CapturePolicy>>): FieldRule[] {
  return Object.entries(policies)
    .filter(([field]) => field !== '*')
    .map(([field, policy]) => {
      const keys = keysOf(field);
      return { field, policy, keys, rest: keys };
    })
    .toSorted((a, b) => wildcards(a) - wildcards(b) || strictness(b.policy) - strictness(a.policy));
}

/** The rules that lead on through a key. */
export function below(rules: readonly FieldRule[], key: string): FieldRule[] {
  return rules
    .filter(({ rest: [next] }) => next === key || next === '*')
    .map((rule) => ({ ...rule, rest: rule.rest.slice(1) }));
}

/**
 * The rules that tell the fields below a rule's place apart, each with the policy that it has there. One that is written
 * as a part of that place may keep more of it, as it names it; any other one, as with a wildcard, only less.
 */
export function within(own: FieldRule, rules: readonly FieldRule[]): FieldRule[] {
  return rules.filter(
    ({ rest, keys, policy }) =>
      rest.length > 0 &&
      (own.keys.every((key, at) => key === keys[at]) || strictness(policy) > strictness(own.policy)),
  );
}

/** The strictest policy of some rules: for what they tell apart and cannot be taken apart. */
export function strictest(rules: readonly FieldRule[]): CapturePolicy {
  return rules.reduce<CapturePolicy>(
    (most, { policy }) => (strictness(policy) > strictness(most) ? policy : most),
    'full',
  );
}

/** The rules that lead to something in a value, as they are written. */
export function fieldsMet(rules: readonly FieldRule[], value: Json | undefined): string[] {
  if (value === undefined || rules.length === 0) return [];
  const here = rules.filter(({ rest }) => rest.length === 0).map(({ field }) => field);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [...here, ...entries.flatMap(([key, item]) => fieldsMet(below(rules, key), item))];
}

function keysOf(field: string): string[] {
  const [part = '', ...keys] = field
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return [Object.hasOwn(PARTS, part) ? (PARTS[part] as string) : part, ...keys];
}

const wildcards = ({ rest }: FieldRule): number => rest.filter((key) => key === '*').length;

const strictness = (policy: CapturePolicy): number =>
  STRICTNESS.includes(policy) ? STRICTNESS.indexOf(policy) : STRICTNESS.length;
