import { expect, test } from 'vitest';
import { eventsOf, evidenceOf, ledgerOf, toolCall } from '../evidence.suite.ts';
import type { Evidence, Judgement } from '../evidence.ts';
import type { RunEventInput } from '../event.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { check } from './check.ts';
import { unusableParts } from './unusable-parts.ts';

function codes(contract: Contract, changes: Partial<Evidence> = {}): string[] {
  return check(contract, evidenceOf(changes)).issues.map(({ code, path }) => `${code} ${path}`);
}

const cites = (...paths: string[]): Pick<Evidence, 'evidence_paths'> => ({
  evidence_paths: paths.map((path) => ({ path: path.replace('?', ''), resolved: !path.endsWith('?') })),
});

test('E12: counts different evidence paths that lead somewhere', () => {
  const three: Contract = { evidence: { min: 3 } };
  expect(codes(three, cites('a', 'b', 'c'))).toEqual([]);
  expect(codes(three, cites('a', 'b'))).toEqual(['evidence_path_count /evidence/min']);
  expect(codes(three, cites('a', './a', 'x/../a', 'b'))).toEqual(['evidence_path_count /evidence/min']);
  expect(codes(three, cites())).toEqual(['missing_evidence_path /evidence/min']);
  expect(codes(three, cites('a', 'b', 'c?'))).toEqual(['evidence_path_unresolved /evidence']);
  expect(codes(three, cites('a', 'b', 'c', 'd?'))).toEqual([]);
  expect(codes({ evidence: { min: 3, resolvable: true } }, cites('a', 'b', 'c', 'd?'))).toEqual([
    'evidence_path_unresolved /evidence',
  ]);
  expect(codes({ evidence: { min: 3, resolvable: false } }, cites('a', 'b', 'c?'))).toEqual([]);
});

test('counts a path that led somewhere once, though it did not another time', () => {
  expect(codes({ evidence: { min: 1, resolvable: true } }, cites('a?', './a'))).toEqual([]);
  expect(codes({ evidence: { min: 1, resolvable: true } }, cites('a', './a?'))).toEqual([]);
});

test('names the rule that asks for the most evidence, in the right number', () => {
  expect(codes({ requires_evidence_path: true, evidence: { min: 0 } })).toEqual([
    'missing_evidence_path /requires_evidence_path',
  ]);
  expect(codes({ requires_evidence_path: true, evidence: { min: 2 } })).toEqual([
    'missing_evidence_path /evidence/min',
  ]);
  const reason = (min: number, ...paths: string[]): unknown =>
    check({ evidence: { min } }, evidenceOf(cites(...paths))).issues[0];
  expect(reason(3, 'a')).toMatchObject({
    expected: 'at least 3 evidence paths',
    message: 'the result cites 1 evidence path, at least 3 wanted',
  });
  expect(reason(3, 'a', 'b')).toMatchObject({
    message: 'the result cites 2 evidence paths, at least 3 wanted',
  });
  expect(reason(1)).toMatchObject({ expected: 'at least 1 evidence path' });
});

test('E9: requires an evidence path', () => {
  expect(codes({ requires_evidence_path: true })).toEqual(['missing_evidence_path /requires_evidence_path']);
  expect(codes({ requires_evidence_path: true }, cites('notes.md'))).toEqual([]);
  expect(codes({ requires_evidence_path: true }, cites('notes.md?'))).toEqual([
    'evidence_path_unresolved /evidence',
  ]);
});

const moves = (...states: (string | null)[]): Pick<Evidence, 'events'> => ({
  events: eventsOf(
    ...states.slice(1).map((to, index): RunEventInput => ({
      kind: 'state_change',
      ref: 'job',
      from: states[index] ?? null,
      to,
    })),
  ),
});

test.each([
  ['follows the path', ['queued', 'claimed', 'done'], []],
  ['is created first', [null, 'queued', 'claimed', 'done'], []],
  ['has further states between', ['queued', 'claimed', 'checking', 'done'], []],
  ['goes back for a retry', ['queued', 'claimed', 'queued', 'claimed', 'done'], []],
  ['skips a state', ['queued', 'done'], ['"claimed" was left out']],
  ['skips a state once', ['queued', 'claimed', 'queued', 'done'], ['"claimed" was left out']],
  ['starts late', ['claimed', 'done'], ['"queued" was left out']],
  ['stops early', ['queued', 'claimed'], ['"done" was not reached']],
  [
    'leaves the last one',
    ['queued', 'claimed', 'done', 'queued', 'claimed', 'done'],
    ['"done" was left again'],
  ],
  ['never moves', [null], ['no such state was seen']],
])('E6.3: judges a state that %s', (_, states, expected) => {
  const contract: Contract = {
    state: { transitions: [{ ref: 'job', path: ['queued', 'claimed', 'done'] }] },
  };
  const { issues } = check(contract, evidenceOf(moves(...states)));
  expect(issues.map(({ received }) => received)).toEqual(expected);
  for (const { code, path } of issues)
    expect(`${code} ${path}`).toBe('state_transition /state/transitions/0/path');
});

test('sees a double claim as a change from a state that was not the current one', () => {
  const contract: Contract = {
    state: { transitions: [{ ref: 'job', path: ['queued', 'claimed', 'done'] }] },
  };
  const change = (from: string, to: string): RunEventInput => ({
    kind: 'state_change',
    ref: 'job',
    from,
    to,
  });
  const events = eventsOf(
    change('queued', 'claimed'),
    change('queued', 'claimed'),
    change('claimed', 'done'),
  );
  expect(codes(contract, { events })).toEqual(['state_transition /state/transitions/0/path']);
});

test('follows each state by itself, and takes a change to the same value for none', () => {
  const contract: Contract = { state: { transitions: [{ ref: 'job', path: ['queued', 'done'] }] } };
  const change = (ref: string, from: string, to: string): RunEventInput => ({
    kind: 'state_change',
    ref,
    from,
    to,
  });
  const events = eventsOf(
    change('other', 'x', 'done'),
    change('job', 'queued', 'queued'),
    change('job', 'queued', 'done'),
    change('job', 'done', 'done'),
    change('other', 'done', 'x'),
  );
  expect(codes(contract, { events })).toEqual([]);
});

test('compares the state that was left behind by value', () => {
  const contract: Contract = { state: { final: [{ ref: 'order', equals: { paid: true, items: [1] } }] } };
  expect(codes(contract, { state: { order: { items: [1], paid: true } } })).toEqual([]);
  expect(codes(contract, { state: { order: { items: [1], paid: false } } })).toEqual([
    'state_final /state/final/0/equals',
  ]);
  expect(codes(contract, { state: {} })).toEqual(['state_final /state/final/0/equals']);
  expect(codes({ state: { final: [{ ref: 'toString', equals: 1 }] } })).toEqual([
    'state_final /state/final/0/equals',
  ]);
});

test('E11.4: bounds what states change by, in operations of a JSON Patch', () => {
  const contract: Contract = { state: { max_operations: 2 } };
  const changing = (ref: string, from: Json, to: Json): RunEventInput => ({
    kind: 'state_change',
    ref,
    from,
    to,
  });
  const found = (rule: Contract, ...events: RunEventInput[]) => codes(rule, { events: eventsOf(...events) });
  const first = changing('order', { lines: [1], paid: false }, { lines: [1, 2], paid: false });
  const second = changing('order', { lines: [1, 2], paid: false }, { lines: [1, 2], paid: true });
  const created = changing('receipt', null, { total: 3 });
  expect(found(contract, first, second)).toEqual([]);
  expect(found(contract, first, second, created)).toEqual(['diff_bounds /state/max_operations']);
  const back = changing('order', { lines: [1, 2], paid: true }, { lines: [1], paid: false });
  expect(found({ state: { max_operations: 0 } }, first, second, back)).toEqual([]);
  const cut = changing('note', null, { $truncated: 'string', length: 9 });
  expect(found(contract, cut)).toEqual(['evidence_invalid /state/max_operations']);
  expect(found(contract, { ...cut, changed: false })).toEqual([]);
  expect(found(contract, cut, first, second, created)).toEqual(['diff_bounds /state/max_operations']);
  const left = { events: eventsOf(first, second), state: { order: { lines: [9, 9], paid: true } } };
  expect(codes(contract, left)).toEqual(['diff_bounds /state/max_operations']);
});

test('E6.4: names a forbidden path that changed, whoever saw it', () => {
  const contract: Contract = { forbid: { mutations: ['src/auth/**', 'db://orders/*'] } };
  expect(codes(contract, { mutations: [{ uri: 'src/main.ts', operation: 'write' }] })).toEqual([]);
  const seen: Partial<Evidence>[] = [
    { mutations: [{ uri: './src/auth/login.ts', operation: 'write' }] },
    { mutations: [{ uri: 'src\\auth\\login.ts', operation: 'write' }] },
    { mutations: [{ uri: 'src/x/../auth/login.ts', operation: 'write' }] },
    { events: eventsOf({ kind: 'mutation', uri: 'src/auth/login.ts', operation: 'delete' }) },
    { diff: [{ path: 'src/auth/login.ts', added: 1, removed: 0, bytes: 9 }] },
    { events: eventsOf({ kind: 'state_change', ref: 'src/auth/login.ts', from: null, to: 'x' }) },
  ];
  for (const changes of seen)
    expect(codes(contract, changes)).toEqual(['forbidden_mutation /forbid/mutations/0']);
  const { failure_reason: reason } = check(
    contract,
    evidenceOf({ mutations: [{ uri: 'db://orders/7', operation: 'update' }] }),
  );
  expect(reason).toBe('forbidden_mutation: "db://orders/7" changed, which "db://orders/*" forbids');
});

test('forbids states that are set to another value, and none that is set to what it was', () => {
  const contract: Contract = { forbid: { mutations: ['db://**'] } };
  const set = (from: Json, to: Json) =>
    codes(contract, { events: eventsOf({ kind: 'state_change', ref: 'db://orders/7', from, to }) });
  expect(set({ paid: false }, { paid: true })).toEqual(['forbidden_mutation /forbid/mutations/0']);
  expect(set({ paid: true, sum: 7 }, { sum: 7, paid: true })).toEqual([]);
});

test('judges a state that is too large to be kept by what the run says of it, and else not', () => {
  const contract: Contract = { forbid: { mutations: ['doc:*'] } };
  const cut: Json = { text: { $truncated: 'size' } };
  const set = (from: Json, to: Json, said: { changed?: boolean } = {}) =>
    check(
      { ...contract, artifacts: { min: 0 } },
      evidenceOf({ events: eventsOf({ kind: 'state_change', ref: 'doc:1', from, to, ...said }) }),
    );
  expect(set(cut, cut, { changed: false }).status).toBe('passed');
  expect(set(cut, { text: 'whole' }, { changed: false }).status).toBe('passed');
  expect(set(cut, cut, { changed: true }).failure_class).toBe('forbidden_mutation');
  expect(set(cut, cut)).toMatchObject({
    status: 'inconclusive',
    failure_reason:
      'evidence_invalid: whether "doc:1" changed, which "doc:*" forbids, is not known: too little of it was kept',
  });
  expect(set('a', 'b', { changed: false }).failure_class).toBe('forbidden_mutation');
});

test('a state too large to be kept is neither the one that the contract names nor another one, where they agree so far', () => {
  const whole = { title: 'a', text: 'long' };
  const cut: Json = { title: 'a', text: { $truncated: 'size' } };
  const final: Contract = { state: { final: [{ ref: 'doc', equals: whole }] } };
  expect(check(final, evidenceOf({ state: { doc: cut } }))).toMatchObject({
    status: 'inconclusive',
    failure_reason:
      'evidence_invalid: whether "doc" was left as {"title":"a","text":"long"} is not known: too little of it was kept',
  });
  expect(codes(final, { state: { doc: { ...cut, title: 'b' } } })).toEqual([
    'state_final /state/final/0/equals',
  ]);

  const movesTo = (...[first, ...rest]: Json[]) => ({
    events: eventsOf(
      ...rest.map((to, index): RunEventInput => ({
        kind: 'state_change',
        ref: 'doc',
        from: index === 0 ? first : rest[index - 1],
        to,
      })),
    ),
  });
  const through = (...path: Json[]): Contract => ({ state: { transitions: [{ ref: 'doc', path }] } });
  const at = '/state/transitions/0/path';
  expect(codes(through('open', whole), movesTo('open', cut))).toEqual([`evidence_invalid ${at}`]);
  expect(codes(through('open', 'done'), movesTo('open', cut, 'done'))).toEqual([`evidence_invalid ${at}`]);
  expect(codes(through('open', 'done'), movesTo('open', cut))).toEqual([`state_transition ${at}`]);
  expect(codes(through(whole, 'done'), movesTo(cut, 'done'))).toEqual([`evidence_invalid ${at}`]);
  const other: Json = { title: 'b', text: { $truncated: 'size' } };
  expect(
    codes(through('open', 'done'), {
      events: eventsOf(
        { kind: 'state_change', ref: 'doc', from: 'open', to: cut },
        { kind: 'state_change', ref: 'doc', from: other, to: 'done' },
      ),
    }),
  ).toEqual([`state_transition ${at}`]);
});

test('a glob does not forbid what the contract itself asks of a state', () => {
  const events = eventsOf({ kind: 'state_change', ref: 'ticket:1', from: 'open', to: 'closed' });
  const asked: Contract['state'][] = [
    { transitions: [{ ref: 'ticket:1', path: ['open', 'closed'] }] },
    { final: [{ ref: 'ticket:1', equals: 'closed' }] },
  ];
  const forbidden = (state: Contract['state'], mutations: string[], more: Partial<Evidence> = {}) =>
    codes({ forbid: { mutations }, state }, { events, state: { 'ticket:1': 'closed' }, ...more });
  for (const state of asked) {
    expect(forbidden(state, ['**'])).toEqual([]);
    expect(forbidden(state, ['ticket:1'])).toEqual(['forbidden_mutation /forbid/mutations/0']);
    const mutations = [{ uri: 'ticket:1', operation: 'write' }];
    expect(forbidden(state, ['**'], { mutations })).toEqual(['forbidden_mutation /forbid/mutations/0']);
  }
  const other: Contract['state'] = { final: [{ ref: 'ticket:2', equals: 'open' }] };
  expect(forbidden(other, ['**'], { state: { 'ticket:2': 'open' } })).toEqual([
    'forbidden_mutation /forbid/mutations/0',
  ]);
});

test('a forbidden folder is all that is in it', () => {
  const mutations = [{ uri: 'secret/a/b.txt', operation: 'write' }];
  for (const pattern of ['secret', 'secret/', './secret', 'sec*', '.', '{x,secret}', 'secret/a'])
    expect(codes({ forbid: { mutations: [pattern] } }, { mutations }), pattern).toEqual([
      'forbidden_mutation /forbid/mutations/0',
    ]);
  expect(codes({ forbid: { mutations: ['secre', 'secret/b', 'a'] } }, { mutations })).toEqual([]);
  const whole = [{ uri: 'secret', operation: 'delete' }];
  for (const pattern of ['secret/**', '{x,secret}/**', 'secret'])
    expect(codes({ forbid: { mutations: [pattern] } }, { mutations: whole }), pattern).toHaveLength(1);
});

test('what is forbidden beyond the workspace, where nobody looks, is not proven by silence', () => {
  for (const pattern of [
    '/etc/**',
    '../secret/**',
    'a/../../b',
    'C:\\data',
    '~/x',
    '{src,/etc}/**',
    'file:///etc/x',
  ])
    expect(codes({ forbid: { mutations: [pattern] } }), pattern).toEqual([
      'contract_invalid /forbid/mutations/0',
    ]);
  // What the agent says itself that it changed is known.
  const events = eventsOf({ kind: 'mutation', uri: '/etc/hosts', operation: 'write' });
  expect(codes({ forbid: { mutations: ['/etc/**'] } }, { events })).toEqual([
    'forbidden_mutation /forbid/mutations/0',
  ]);
});

test('forbids operations by name, by target and by effect', () => {
  const forbid = (...operations: string[]): Contract => ({ forbid: { operations } });
  const events = eventsOf(toolCall('charge', { effect: 'money' }));
  const mutations = [{ uri: 'a.txt', operation: 'delete' }];
  expect(codes(forbid('effect:money'), { events })).toEqual(['forbidden_operation /forbid/operations/0']);
  expect(codes(forbid('effect:account'), { events })).toEqual([]);
  expect(codes(forbid('tcp', 'delete'), { mutations })).toEqual(['forbidden_operation /forbid/operations/1']);
  const blocked = [{ code: 'EBLOCKED', operation: 'spawn', target: 'git', call_site: null }];
  expect(codes(forbid('spawn:git'), { ledger: ledgerOf({ blocked }) })).toEqual([
    'unrecorded_operation ',
    'forbidden_operation /forbid/operations/0',
  ]);
});

test('forbids tools by name or glob', () => {
  const events = eventsOf(toolCall('search'), toolCall('db_drop'));
  expect(codes({ forbid: { tools: ['rm', 'db_*'] } }, { events })).toEqual([
    'forbidden_tool /forbid/tools/1',
  ]);
});

test('forbids tools and operations by a star that no slash in their names stops', () => {
  const events = eventsOf(toolCall('db/rows/drop'));
  for (const pattern of ['*', 'db*', 'db/*', '*drop'])
    expect(codes({ forbid: { tools: [pattern] } }, { events })).toEqual(['forbidden_tool /forbid/tools/0']);
  const mutations = [{ uri: 'data/a.txt', operation: 'delete' }];
  expect(codes({ forbid: { operations: ['delete:*'] } }, { mutations })).toEqual([
    'forbidden_operation /forbid/operations/0',
  ]);
  expect(codes({ forbid: { mutations: ['*.txt'] } }, { mutations })).toEqual([]);
});

const change = (path: string, lines = 1, bytes = 10): NonNullable<Evidence['diff']>[number] => ({
  path,
  added: lines,
  removed: 0,
  bytes,
});
const coding: Contract = {
  forbid: { mutations: ['.github/**'] },
  diff: { paths: ['src/**', 'test/**'] },
  verify: { command: ['npm', 'test'] },
};
const tested: Partial<Evidence> = {
  artifacts: [],
  verify: { command: ['npm', 'test'], exit: 0, output: 'ok' },
};

test('D7: judges a coding run by its diff and its verification', () => {
  expect(codes(coding, { ...tested, diff: [change('src/a.ts'), change('test/a.test.ts')] })).toEqual([]);
  expect(codes(coding, { ...tested, diff: [] })).toEqual(['diff_empty /diff/paths']);
  expect(codes(coding, { ...tested, diff: [change('src/a.ts'), change('.github/ci.yml')] })).toEqual([
    'forbidden_mutation /forbid/mutations/0',
    'diff_path /diff/paths',
  ]);
  const failing = { command: ['npm', 'test'], exit: 1, output: 'a\n2 tests failed\n' };
  const result = check(coding, evidenceOf({ diff: [change('src/a.ts')], verify: failing }));
  expect(result.failure_reason).toBe('verify_failed: "npm test" ended with exit 1: 2 tests failed');
  const notRun = check(coding, evidenceOf({ diff: [change('src/a.ts')] }));
  expect([notRun.status, notRun.failure_class]).toEqual(['inconclusive', 'verify_not_run']);
  expect(codes(coding, { ...tested, diff: null })).toEqual(['diff_not_taken /diff']);
  const other = { command: ['true'], exit: 0, output: '' };
  expect(codes(coding, { diff: [change('src/a.ts')], verify: other })).toEqual([
    'verify_not_run /verify/command',
  ]);
});

test('E11.4: bounds a diff in lines, files and bytes, and prints both sides', () => {
  const evidence = { artifacts: [], diff: [change('a.ts', 41)] };
  const result = check({ diff: { max_lines: 40 } }, evidenceOf(evidence));
  expect(result.failure_reason).toBe('diff_bounds: the diff has 41 lines, at most 40 are allowed');
  expect(codes({ diff: { max_lines: 41 } }, evidence)).toEqual([]);
  expect(codes({ diff: { max_files: 1, max_bytes: 9 } }, evidence)).toEqual(['diff_bounds /diff/max_bytes']);
  expect(codes({ diff: { max_files: 1 } }, { diff: [change('a'), change('b')] })).toEqual([
    'diff_bounds /diff/max_files',
  ]);
  expect(codes({ diff: { max_files: 0 } }, { diff: [] })).toEqual([]);
});

test('expects the exit that the contract names', () => {
  const verify = { command: ['lint'], exit: 2, output: '' };
  expect(codes({ verify: { command: ['lint'], exit: 2 } }, { verify })).toEqual([]);
  expect(codes({ verify: { command: ['lint'], exit: 1 } }, { verify })).toEqual([
    'verify_failed /verify/exit',
  ]);
});

test('an output that was cut neither matches a schema nor fails it', () => {
  const output = [1, 2, { $truncated: 'size' }];
  for (const schema of [{ maxItems: 2 }, { minItems: 9 }])
    expect(codes({ output: schema }, { output })).toEqual(['evidence_invalid /output']);
  for (const schema of [true, {}]) expect(codes({ output: schema }, { output })).toEqual([]);
});

test('checks the output against its schema', () => {
  const contract: Contract = {
    output: {
      type: 'object',
      required: ['decision'],
      properties: { decision: { enum: ['keep', 'revert'] } },
    },
  };
  expect(codes(contract, { output: { decision: 'keep' } })).toEqual([]);
  expect(codes(contract)).toEqual(['empty_output /output']);
  expect(codes(contract, { output: {} })).toEqual(['schema_mismatch /output/required']);
  const result = check(contract, evidenceOf({ output: { decision: 'maybe' } }));
  expect(result.failure_reason).toBe(
    'schema_mismatch: the output at /decision must be equal to one of the allowed values: ["keep","revert"]',
  );
});

const judgement = (changes: Partial<Judgement>): Judgement => ({
  validator: 'faithful',
  version: '1',
  label: 'pass',
  score: 0.9,
  explanation: 'close to the source',
  error: null,
  ...changes,
});

test.each<[string, Partial<Judgement> | null, number | undefined, string]>([
  ['passes by score', {}, 0.9, 'passed'],
  ['fails by score', { score: 0.89 }, 0.9, 'failed/semantic_mismatch'],
  ['passes by label', { score: null }, undefined, 'passed'],
  ['fails by label', { label: 'fail' }, undefined, 'failed/semantic_mismatch'],
  ['fails by an unknown label', { label: 'B' }, undefined, 'failed/semantic_mismatch'],
  ['cannot tell without a recording', { error: 'missing' }, 0.9, 'inconclusive/semantic_judgement_missing'],
  ['cannot tell without a judgement', null, 0.9, 'inconclusive/semantic_judgement_missing'],
  ['cannot tell when the judge failed', { error: 'Error: 429' }, 0.9, 'inconclusive/semantic_judge_error'],
  ['cannot tell without a score', { score: null }, 0.9, 'inconclusive/semantic_judge_error'],
  ['cannot tell from NaN', { score: Number.NaN }, 0.9, 'inconclusive/semantic_judge_error'],
])('E11.5, L20: a judgement %s', (_, changes, min, expected) => {
  const rule = { validator: 'faithful', ...(min === undefined ? {} : { min }) };
  const judgements = changes === null ? [] : [judgement(changes)];
  const { status, failure_class: failureClass } = check({ semantic: [rule] }, evidenceOf({ judgements }));
  expect(failureClass === null ? status : `${status}/${failureClass}`).toBe(expected);
});

test('never lets a judgement outweigh a structural failure', () => {
  const contract: Contract = { artifacts: { min: 1 }, semantic: [{ validator: 'faithful' }] };
  expect(codes(contract, { artifacts: [], judgements: [judgement({})] })).toEqual([
    'missing_artifact_ref /artifacts/min',
  ]);
  expect(check(contract, evidenceOf({ artifacts: [] })).failure_class).toBe('missing_artifact_ref');
});

test('pairs two entries of one validator with its first and second judgement', () => {
  const contract: Contract = { semantic: [{ validator: 'faithful' }, { validator: 'faithful' }] };
  expect(codes(contract, { judgements: [judgement({}), judgement({ label: 'fail' })] })).toEqual([
    'semantic_mismatch /semantic/1',
  ]);
  expect(codes(contract, { judgements: [judgement({})] })).toEqual([
    'semantic_judgement_missing /semantic/1',
  ]);
});

test('an output that was cut fails a schema that what was kept of it breaks, whatever the rest is', () => {
  const left: Json = { $truncated: 'size' };
  const answer = (output: Json, schema: Json): string[] =>
    codes({ output: schema as Contract['output'] }, { output });
  const item = { properties: { total: { type: 'number' } }, required: ['total'] };
  const list = { type: 'array', items: item, minItems: 4 };
  const unknown = ['evidence_invalid /output'];
  expect(answer([{ total: 1 }, { total: 2 }, left], list)).toEqual(unknown);
  expect(answer([{ total: 1 }, { total: '2' }, left], list)).toEqual([
    'schema_mismatch /output/items/properties/total/type',
  ]);
  expect(answer([{ total: 1 }, {}, left], list)).toEqual(['schema_mismatch /output/items/required']);
  expect(answer([{ total: left }, left], list)).toEqual(unknown);
  expect(answer([{ title: left }], item)).toEqual(unknown);
  expect(answer([left], { type: 'object' })).toEqual(['schema_mismatch /output/type']);
  expect(answer(left, { type: 'array' })).toEqual(unknown);
  const either = { anyOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 1 } } }] };
  expect(answer({ a: 2, b: left }, either)).toEqual(unknown);
  expect(answer({ a: 2, b: left }, { not: { properties: { a: { const: 2 } } } })).toEqual(unknown);
});

test('asks for no state that another one may be read as', () => {
  const id = 2 ** 53;
  const contract: Contract = {
    state: {
      final: [{ ref: 'order', equals: { id } }],
      transitions: [{ ref: 'order', path: [1, id] }],
    },
  };
  const told = codes(contract, { state: { order: { id } } });
  expect(told).toContain('contract_invalid /state/transitions/0/path/1');
  expect(told).toContain('contract_invalid /state/final/0/equals/id');
  expect(unusableParts(contract)).toHaveLength(2);
});
