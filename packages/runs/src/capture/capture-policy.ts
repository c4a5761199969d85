import {
  type Interaction,
  type Json,
  laneOf,
  sha256,
  type CaptureManifest,
  canonicalJson,
} from '@agent-replay/contracts';
import { below, type FieldRule, fieldRules, fieldsMet, strictest, within } from './field-rules.ts';
import { MARK, type Payload, payloadsOf, withPayloads } from './payloads.ts';
import type { CapturePolicy } from './policy.ts';

/**
 * One policy for all calls, or by tool, `server/tool`, host, lane (`POST https://host/path`) or `*`. Of each either one
 * policy or one by field: JSON Pointers below `/request` (of a tool also `/arguments`) and `/response` (`/result`),
 * in which `*` stands for any key or index, and `*` alone for the fields that none names. A field that is named within
 * another one has its own policy; one that a `*` leads to is kept no better than the one that is named around it.
 *
 * @example
 * { '*': 'full', charge: { '/arguments/card': 'deny', '/result/items/0/email': 'hash', '*': 'full' }, 'crm.example.com': 'hash' }
 */
export type Capture =
  | CapturePolicy
  | Readonly<Record<string, CapturePolicy | Readonly<Record<string, CapturePolicy>>>>;

/** Applies the policies to a call. The result is an interaction still; what is missing says so. */
export function applyCapture(capture: Capture, interaction: Interaction): Interaction {
  const policy = policyFor(capture, interaction);
  if (policy === 'full') return interaction;
  const { request, response } = payloadsOf(interaction);
  const kept = (part: 'request' | 'response', payload: Payload | undefined): Json | undefined => {
    if (payload === undefined) return undefined;
    if (typeof policy === 'string') return keep(policy, payload.value);
    const rules = below(fieldRules(policy), part);
    return keepFields(rules, policy['*'] ?? 'deny', payload.value, payload.isWhole);
  };
  return withPayloads(interaction, {
    request: kept('request', request),
    response: kept('response', response),
    secretHead: policy === 'deny' || policy === 'hash',
  });
}

/** What a run's manifest says before its first call: of the rules that name something, none has met it. */
export function emptyManifest(capture: Capture): CaptureManifest {
  const entries = typeof capture === 'string' ? [] : Object.entries(capture);
  const unmatched = entries
    .filter(([entry, policy]) => entry !== '*' || typeof policy !== 'string')
    .map(([entry]) => entry);
  return { captured: [], denied: [], unknown: [], ...(unmatched.length > 0 && { unmatched }) };
}

/**
 * Notes in a manifest what became of a call.
 *
 * @param isLeftOut whether none of it is kept, whatever the policies say
 */
export function noteCapture(
  manifest: CaptureManifest,
  capture: Capture,
  interaction: Interaction,
  isLeftOut = false,
): void {
  const list = isLeftOut || policyFor(capture, interaction) === 'deny' ? manifest.denied : manifest.captured;
  const lane = laneOf(interaction);
  if (!list.includes(lane)) list.push(lane);
  if (manifest.unmatched === undefined || typeof capture === 'string') return;
  const entry = entryFor(capture, interaction);
  if (entry === undefined) return;
  const { all, met } = fieldsOf(capture[entry], interaction);
  // Of an entry that has met its first call, the fields stand for it that have met nothing yet.
  manifest.unmatched = manifest.unmatched
    .flatMap((rule) => (rule === entry ? all.map((field) => `${entry} ${field}`) : [rule]))
    .filter((rule) => !met.some((field) => rule === `${entry} ${field}`));
  if (manifest.unmatched.length === 0) delete manifest.unmatched;
}

/** The fields of an entry, and those of them that a call has. */
function fieldsOf(
  policies: CapturePolicy | EntryPolicies | undefined,
  interaction: Interaction,
): { all: string[]; met: string[] } {
  if (policies === undefined || typeof policies === 'string') return { all: [], met: [] };
  const rules = fieldRules(policies);
  const { request, response } = payloadsOf(interaction);
  return {
    all: Object.keys(policies).filter((field) => field !== '*'),
    met: [
      ...fieldsMet(below(rules, 'request'), request?.value),
      ...fieldsMet(below(rules, 'response'), response?.value),
    ],
  };
}

const SUMMARY = 120;

type EntryPolicies = Readonly<Record<string, CapturePolicy>>;

function policyFor(capture: Capture, interaction: Interaction): CapturePolicy | EntryPolicies {
  if (typeof capture === 'string') return capture;
  const entry = entryFor(capture, interaction);
  return (entry === undefined ? undefined : capture[entry]) ?? 'full';
}

/** The entry that holds for a call: the one that names it most closely. */
function entryFor(capture: Exclude<Capture, string>, interaction: Interaction): string | undefined {
  if (interaction.kind === 'tool' || interaction.kind === 'mcp')
    return toolNames(interaction).find((name) => Object.hasOwn(capture, name));
  // The names of hosts have no case.
  const entries = Object.keys(capture);
  return hostNames(interaction)
    .map((name) => entries.find((entry) => entry.toLowerCase() === name.toLowerCase()))
    .find((entry) => entry !== undefined);
}

function toolNames(interaction: Extract<Interaction, { kind: 'tool' | 'mcp' }>): string[] {
  const { name, server } = interaction.request;
  const lane = laneOf(interaction);
  return server === undefined ? [lane, name, '*'] : [lane, `${server}/${name}`, name, server, '*'];
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'ws:': '80',
  'wss:': '443',
};

function hostNames(interaction: Exclude<Interaction, { kind: 'tool' | 'mcp' }>): string[] {
  const url = URL.parse(interaction.request.url);
  const lane = laneOf(interaction);
  if (url === null) return [lane, '*'];
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? '') : url.port;
  return [lane, `${url.hostname}:${port}`, url.hostname, '*'];
}

function keep(policy: CapturePolicy, value: Json): Json {
  switch (policy) {
    case 'full':
      return value;
    case 'hash':
      return { [MARK]: 'hash', sha256: sha256(canonicalJson(value)) };
    case 'fields':
      return shapeOf(value);
    case 'redact':
      return summaryOf(value);
    default:
      return { [MARK]: 'deny' };
  }
}

/**
 * A field's own policy, or that of the nearest field around it; `others` for what none names. What the rules tell
 * apart and is not made of fields is kept by the strictest of them.
 */
function keepFields(
  rules: readonly FieldRule[],
  others: CapturePolicy,
  value: Json,
  isWhole: boolean = typeof value !== 'object',
): Json {
  const own = rules.find(({ rest }) => rest.length === 0);
  if (own !== undefined) return keepFields(within(own, rules), own.policy, value, isWhole);
  if (rules.length === 0 || value === null) return keep(others, value);
  if (isWhole || typeof value !== 'object') return keep(strictest([...rules, rule(others)]), value);
  if (Array.isArray(value))
    return value.map((item, index) => keepFields(below(rules, String(index)), others, item));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, keepFields(below(rules, key), others, item)]),
  );
}

const rule = (policy: CapturePolicy): FieldRule => ({ field: '*', policy, keys: [], rest: [] });

function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, 20).map(shapeOf);
  if (value === null || typeof value !== 'object')
    return { [MARK]: 'fields', type: value === null ? 'null' : typeof value };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

function summaryOf(value: Json): Json {
  if (typeof value === 'string')
    return value.length <= SUMMARY
      ? value
      : { [MARK]: 'redact', summary: value.slice(0, SUMMARY).toWellFormed(), length: value.length };
  if (Array.isArray(value)) return value.map(summaryOf);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, summaryOf(item)]));
}
