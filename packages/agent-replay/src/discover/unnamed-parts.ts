import { join } from 'node:path';
import { BUILT_IN_VALIDATORS, type Issue, locate } from '@agent-replay/contracts';
import { CANARY_AGENT } from '../canary/canaries.ts';
import type { Config } from '../config/config.ts';
import { display } from './display.ts';
import type { LoadedFixture } from './loaded-fixture.ts';
import { readPlain } from './read-plain.ts';

/** What fixtures name and a config has to have. */
export type ConfigNames = Pick<Config, 'agents' | 'predicates' | 'validators'>;

export const NOT_IN_CONFIG = 'not_in_config';

/**
 * What a fixture names that the config does not have: its replay would be inconclusive. No error, as another config,
 * or `--exec`, may have it.
 */
export function unnamedParts(
  { dir, input, expected, expectedText }: LoadedFixture,
  { agents, predicates, validators }: ConfigNames,
): Issue[] {
  const contract = display(join(dir, 'expected.json'));
  const inContract = (path: string, kind: string, name: string, known: readonly string[]): Issue[] =>
    known.includes(name) ? [] : [notIn({ path, kind, name, file: contract, ...locate(expectedText, path) })];
  const predicateIds = predicates.map(({ id }) => id);
  const validatorIds = [...validators, ...BUILT_IN_VALIDATORS].map(({ id }) => id);
  return [
    ...unnamedAgent(dir, input.agent.name, Object.keys(agents)),
    ...(expected.predicates ?? []).flatMap((each, at) =>
      inContract(`/predicates/${at}`, 'predicate', typeof each === 'string' ? each : each.id, predicateIds),
    ),
    ...(expected.semantic ?? []).flatMap(({ validator }, at) =>
      inContract(`/semantic/${at}/validator`, 'validator', validator, validatorIds),
    ),
  ];
}

/** A config without agents is that of fixtures which are replayed elsewhere, or by a command. */
function unnamedAgent(dir: string, name: string, known: readonly string[]): Issue[] {
  if (known.length === 0 || known.includes(name) || name === CANARY_AGENT) return [];
  const text = readPlain(join(dir, 'input.json'));
  const path = '/agent/name';
  const place = Buffer.isBuffer(text) ? locate(text.toString('utf8'), path) : {};
  return [notIn({ path, kind: 'agent', name, file: display(join(dir, 'input.json')), ...place })];
}

function notIn({
  kind,
  name,
  ...place
}: Omit<Issue, 'code' | 'expected' | 'received'> & {
  kind: string;
  name: string;
}): Issue {
  const expected = `${kind === 'agent' ? 'an' : 'a'} ${kind} of the config`;
  return { code: NOT_IN_CONFIG, ...place, expected, received: JSON.stringify(name) };
}
