import type { Issue } from '../issue.ts';
import type { Json } from '../json.ts';
import { toPointer } from '../pointer.ts';
import { show } from '../text.ts';

const WHY = 'a contract says what a run leaves behind, not how it got there';

// Words under which people try to pin the inside of an agent, with what to write in their place.
const TRIVIA: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:must|should)_(?:not_)?(?:call|use|invoke|run|think|say)(?:_|$)/,
    'state the effect: "artifacts", "state", "forbid.tools"',
  ],
  [
    /^(?:(?:tool_?)?calls?|tool_?calls?|call_?sequence|expected_(?:tool_?)?calls)(?:_(?:count|order|sequence|exactly))?$/i,
    'state the effect: "artifacts", "state"',
  ],
  [
    /^(?:order|(?:call|tool|step)_?(?:order|sequence)|sequence|steps?|trajectory|trace|path_taken)$/i,
    'use "state.transitions" when an order matters to others',
  ],
  [
    /^(?:prompts?|system_?prompt|messages|model|temperature|tokens?|max_tokens|turns|max_turns|iterations|latency(?:_ms)?|duration(?:_ms)?)$/i,
    'leave it out: it may change while the behaviour stays right',
  ],
  [
    /^(?:exact_)?(?:text|prose|wording|completion|answer|response)$/i,
    'use "output", "evidence" or "semantic"',
  ],
];

/**
 * What in an `expected.json` pins the implementation: keys such as `must_call_*` or a call order, and
 * schemas that demand one wording; and a contract that asks for nothing. Any such issue makes the file invalid.
 */
export function lintExpected(value: Json): Issue[] {
  if (!isObject(value)) return [];
  if (Object.keys(value).every((key) => key === '$schema')) return [NOTHING];
  const keys = Object.keys(value).flatMap((key): Issue[] => {
    const found = TRIVIA.find(([pattern]) => pattern.test(key));
    if (found === undefined) return [];
    const message = `${WHY}; ${found[1]}`;
    return [
      {
        code: 'implementation_detail',
        path: toPointer([key]),
        expected: `no key ${show(key)}`,
        received: show(value[key]),
        message,
      },
    ];
  });
  const artifacts = value['artifacts'];
  return [
    ...keys,
    ...proseIn(value['output'], ['output']),
    ...(isObject(artifacts) ? proseIn(artifacts['schema'], ['artifacts', 'schema']) : []),
  ];
}

/** A `const` or a single `enum` value of many words: two models never write the same sentence. */
function proseIn(schema: Json | undefined, path: readonly (string | number)[]): Issue[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]): Issue[] => {
    const only =
      key === 'enum' && Array.isArray(value) && value.length === 1
        ? value[0]
        : key === 'const'
          ? value
          : undefined;
    if (typeof only !== 'string' || only.trim().split(/\s+/).length < 8)
      return proseIn(value, [...path, key]);
    return [
      {
        code: 'implementation_detail',
        path: toPointer([...path, key]),
        expected: 'no fixed wording',
        received: show(only),
        message: `${WHY}; use "evidence" or "semantic" for texts`,
      },
    ];
  });
}

/** Every run would meet it. */
const NOTHING: Issue = {
  code: 'missing_key',
  path: '/status',
  expected: 'a contract',
  received: 'none',
  message: 'a contract that asks for nothing is met by every run; say at least which status is expected',
};

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
