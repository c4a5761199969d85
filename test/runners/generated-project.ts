import { seededRandom } from '../../packages/contracts/src/seeded-random.suite.ts';
import { fixtureFiles } from './fixture-files.ts';

const CLERK = `import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { defineAgent } from 'agent-replay';

const acts = {
  report: async ({ text }, context) => {
    await mkdir(join(context.workspace, 'out'), { recursive: true });
    await writeFile(join(context.workspace, 'out/report.md'), text + new Date().toISOString() + Math.random());
    await context.recordArtifact({ kind: 'report', uri: 'out/report.md' });
    return { done: true };
  },
  nothing: () => ({ done: true }),
  fetch: async ({ order, text }, context) => {
    const response = await fetch('https://api.example.com/orders/' + order);
    return acts.report({ text: text + (await response.text()) }, context);
  },
  miss: async (payload, context) => {
    try {
      await fetch('https://api.example.com/unrecorded', { method: 'POST', body: payload.text });
    } catch {}
    return acts.report(payload, context);
  },
  connect: async (payload, context) => {
    const socket = connect(9, '127.0.0.1');
    socket.on('connect', () => socket.write(payload.text));
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    return acts.report(payload, context);
  },
  throw: ({ text }) => {
    throw new TypeError(text);
  },
  answer: ({ answer }) => answer,
  throwLater: ({ text }) => {
    setTimeout(() => {
      throw new TypeError(text);
    }, 1);
    return new Promise((resolve) => setTimeout(() => resolve({ done: true }), 1000));
  },
  rejectAlone: ({ text }) => {
    void Promise.reject(new TypeError(text));
    return new Promise((resolve) => setTimeout(() => resolve({ done: true }), 1000));
  },
};

export const agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  run: (payload, context) => acts[payload.do](payload, context),
});
`;

const TOTAL = {
  status: ['passed'],
  output: { type: 'object', required: ['total'], properties: { total: { type: 'integer', minimum: 0 } } },
};

/** What the fixtures do, by turns; each of them ends in another verdict, or in the same for another reason. */
const KINDS: ((text: string, index: number) => { payload: unknown; expected?: unknown })[] = [
  (text) => ({ payload: { do: 'report', text } }),
  () => ({ payload: { do: 'nothing' } }),
  (text, order) => ({ payload: { do: 'fetch', order, text } }),
  (text) => ({ payload: { do: 'miss', text } }),
  (text) => ({ payload: { do: 'connect', text } }),
  (text) => ({ payload: { do: 'throw', text } }),
  (text) => ({ payload: { do: 'throwLater', text } }),
  (text) => ({ payload: { do: 'rejectAlone', text } }),
  (_text, index) => ({ payload: { do: 'answer', answer: { total: index } }, expected: TOTAL }),
  (text) => ({ payload: { do: 'answer', answer: { total: text } }, expected: TOTAL }),
  (text) => ({ payload: { do: 'report', text }, expected: { status: ['passed'], artifacts: { min: 2 } } }),
  () => ({ payload: { do: 'nothing' }, expected: { status: ['failed'], artifacts: { min: 1 } } }),
  (text) => ({ payload: { do: 'report', text }, expected: { status: ['passed'], must_call: [text] } }),
];

/** A project of `count` fixtures with arbitrary text in what they are given, recorded and expected to do. */
export function generatedProject(count: number, seed: number): Record<string, string> {
  const random = seededRandom(seed);
  const fixtures = Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length] as (typeof KINDS)[number];
    const text = arbitraryText(random);
    return fixtureFiles({
      suite: `suite_${index % 7}`,
      id: `fx_${String(index).padStart(4, '0')}`,
      ...kind(text, index),
      interactions: [recordedOrder(index, arbitraryText(random))],
    });
  });
  return Object.assign(
    {
      'package.json': JSON.stringify({
        private: true,
        type: 'module',
        jest: { preset: '@agent-replay/jest-preset' },
      }),
      'agent-replay.config.mjs': "export default { agents: { clerk: './src/clerk.js#agent' } };\n",
      'vitest.config.mjs':
        "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n",
      'src/clerk.js': CLERK,
    },
    ...fixtures,
  ) as Record<string, string>;
}

function recordedOrder(order: number, text: string): unknown {
  const url = `https://api.example.com/orders/${order}`;
  return {
    id: 'http-1',
    lane: `GET ${url}`,
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url, headers: [] },
    response: { status: 200, headers: [['content-type', 'text/plain']], body: { text } },
  };
}

const PIECES = [
  'a',
  'Z',
  '0',
  ' ',
  '"',
  '\\',
  '\n',
  '\t',
  'é',
  'ß',
  '日',
  '本',
  '😀',
  '\u2028',
  '<b>',
  '${x}',
  '%s',
  "'",
];

function arbitraryText(random: () => number): string {
  return Array.from(
    { length: 1 + Math.floor(random() * 40) },
    () => PIECES[Math.floor(random() * PIECES.length)],
  ).join('');
}
