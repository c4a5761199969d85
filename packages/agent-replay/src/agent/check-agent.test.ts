import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { closeSharedStores } from '../store/shared-store.ts';
import { defineAgent } from './define-agent.ts';

const run = (payload: unknown): unknown => payload;
const define = defineAgent as (definition: unknown) => ReturnType<typeof defineAgent>;

it('a key that an agent has not is refused, with the one that was meant', () => {
  expect(() => define({ name: 'refunds', run, timeOutSeconds: 3 })).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define an agent: there is no key "timeOutSeconds".
      known  name, run, contract, timeoutSeconds, toolAllowlist, model, promptVersion, prompt, codeVersion, artifacts, evidence
      fix    write timeoutSeconds]
  `);
});

it.each([
  [undefined, 'expected an object, received undefined'],
  [run, 'expected an object, received function'],
  [{ nme: 'refunds', run }, 'fix    write name'],
  [{ name: 'refunds' }, '/run: expected a function, received nothing'],
  [{ name: 'refunds', run: 'x' }, '/run: expected a function, received "x"'],
  [{ name: '', run }, '/name: expected at least 1 character'],
  [{ name: 'refunds', run, toolAllowlist: 'x' }, '/toolAllowlist: expected a list, received "x"'],
  [{ name: 'refunds', run, timeoutSeconds: '3' }, '/timeoutSeconds: expected a number, received "3"'],
  [{ name: 'refunds', run, timeoutSeconds: -1 }, '/timeoutSeconds: expected more than 0'],
  [{ name: 'refunds', run, contract: 'x' }, '/contract: expected a contract, received "x"'],
  [{ name: 'refunds', run, evidence: [] }, '/evidence: expected a function, received []'],
])('%j is no agent: %s', (definition, message) => {
  expect(() => define(definition)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  expect(() => define(definition)).toThrow(message);
});

it.each([
  [[undefined], 'Failed to execute "refunds": expected an object, received undefined.'],
  [['t'], 'received string'],
  [[{ task_id: 't', payload: {} }, { workspce: '/tmp' }], 'in its options: there is no key "workspce"'],
  [[{ task_id: 't', payload: {} }, null], 'expected an object, received null'],
  [[{ task_id: 't', payload: {}, state: {} }], 'in its state: expected an object'],
  [[{ task_id: 't', payload: {} }, { config: { agents: {} } }], 'its config is not one that was loaded'],
])('%j is no task: %s', async (args, message) => {
  const agent = defineAgent({ name: 'refunds', run });
  const executed = Reflect.apply(agent.execute.bind(agent), undefined, args) as Promise<unknown>;
  await expect(executed).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: expect.stringContaining(message),
  });
});

it("a payload's own keys, and those of what state holds, are nobody's business", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'check-agent-'));
  const payload = { stat: 1, nme: { task_id: 7 } };
  const { output } = await defineAgent({ name: 'refunds', run }).execute(
    { task_id: 't', payload, state: [{ ref: 'a', content: { contents: 1 } }] },
    { store: join(folder, 'runs.db'), workspace: folder },
  );
  expect(output).toEqual(payload);
  await closeSharedStores();
  await rm(folder, { recursive: true });
});

it('a key of a task that nobody reads is told once, and keeps no agent from its work', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'check-agent-'));
  const warnings: string[] = [];
  const hear = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', hear);
  const agent = defineAgent({ name: 'refunds', run });
  for (let index = 0; index < 2; index += 1)
    await agent.execute(
      { task_id: 't', payload: 1, stat: [], state: [{ ref: 'a', content: 1, contents: 2 }] } as never,
      { store: join(folder, 'runs.db'), workspace: folder },
    );
  await new Promise(setImmediate);
  process.off('warning', hear);
  expect(warnings.map((text) => text.split('\n', 1)[0])).toEqual([
    'Failed to execute "refunds" as it may be meant, in its task: there is no key "stat".',
    'Failed to execute "refunds" as it may be meant, in its state: there is no key "contents".',
  ]);
  await closeSharedStores();
  await rm(folder, { recursive: true });
});

it('a payload of more than a text can hold keeps no agent from its work', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'check-agent-'));
  const payload = { list: Array<string>(9).fill('a'.repeat(64 * 1024 * 1024 - 10)) };
  const { output } = await defineAgent({
    name: 'refunds',
    run: (given: typeof payload) => given.list.length,
  }).execute({ task_id: 't', payload }, { store: join(folder, 'runs.db'), workspace: folder });
  expect(output).toBe(9);
  await closeSharedStores();
  await rm(folder, { recursive: true });
}, 60_000);
