import { show } from '../text.ts';
import type { Rule } from './rule.ts';

type Test = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Test>>;

const isText: Test = (value) => typeof value === 'string';
const isFlag: Test = (value) => typeof value === 'boolean';
const isCount: Test = (value) => typeof value === 'number' && value >= 0;
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
/** Not by `every`, which passes over the holes of a list. */
const list =
  (test: Test): Test =>
  (value) => {
    if (!Array.isArray(value)) return false;
    for (let at = 0; at < value.length; at += 1) if (!test(value[at])) return false;
    return true;
  };
const record = (fields: Fields): Test => {
  const tests = Object.entries(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    for (const [key, test] of tests) if (!test((value as Record<string, unknown>)[key])) return false;
    return true;
  };
};

/** What the rules decide by. All else of the evidence is told, and decides nothing. */
const FORM: Fields = {
  ending: isText,
  exit_code: orNull((value) => typeof value === 'number'),
  events: list(record({ kind: isText })),
  artifacts: list(
    record({
      ref: record({ kind: isText, uri: isText, bytes: orNull(isCount), sha256: orNull(isText) }),
      probe: record({
        exists: isFlag,
        readable: isFlag,
        bytes: orNull(isCount),
        sha256: orNull(isText),
        error: orNull(isText),
      }),
    }),
  ),
  evidence_paths: list(record({ path: isText, resolved: isFlag })),
  input: record({ claimed_sha256: isText, used_sha256: list(isText) }),
  state: record({}),
  mutations: orNull(list(record({ uri: isText, operation: isText }))),
  diff: orNull(list(record({ path: isText, added: isCount, removed: isCount, bytes: isCount }))),
  verify: orNull(record({ command: list(isText), exit: (value) => typeof value === 'number' })),
  judgements: list(record({ validator: isText, label: isText, error: orNull(isText) })),
  tool_allowlist: list(isText),
  ledger: orNull(
    record({ misses: list(record({})), blocked: list(record({ code: isText, operation: isText })) }),
  ),
};

/**
 * Evidence may come from plain JavaScript: a `"false"` that stands for true, and a list that is not there and so forbids
 * nothing, prove nothing.
 */
export const checkForm: Rule = (_, evidence) =>
  Object.entries(FORM).flatMap(([key, test]) => {
    const value: unknown = Reflect.get(evidence, key);
    if (test(value)) return [];
    return [
      {
        code: 'evidence_invalid',
        path: '',
        expected: `"${key}" in the form of Evidence`,
        received: show(value),
        message: `the evidence's "${key}" does not have the form that the rules need`,
      },
    ];
  });
