import { expect, test } from 'vitest';
import { applicationFrames } from './application-frames.ts';

test('keeps the frames of the application, without folders, lines and build hashes', () => {
  const stack = `Error: at the start
    at refund (/app/src/order.ts:10:3)
    at new Ledger (file:///app/dist/ledger.mjs?t=17:1:1)
    at async Object.run [as go] (C:\\app\\src\\agent.js:5:9)
    at Client.send (/app/node_modules/openai/client.js:1:1)
    at process.processTicks (node:internal/process/task_queues:105:5)
    at /app/dist/chunk-AB12CD34.js:1:2
    at <anonymous>`;
  expect(applicationFrames(stack)).toEqual([
    'refund@order',
    'Ledger@ledger',
    'run@agent',
    '<anonymous>@chunk',
  ]);
});

test('ends where the agent was called, so that a live run and its replay have the same', () => {
  const inner = '    at refund (/app/src/order.ts:10:3)\n    at run (/app/src/agent.ts:1:1)\n';
  const ours = '    at execute (/app/node_modules/@agent-replay/runs/dist/run.js:1:1)\n';
  const live = `Error: x\n${inner}${ours}    at main (/app/src/worker.ts:1:1)`;
  const replay = `Error: x\n${inner}    at replay (/app/node_modules/agent-replay/dist/replay.js:1:1)\n    at test (/app/test/x.test.ts:1:1)`;
  expect(applicationFrames(live)).toEqual(['refund@order', 'run@agent']);
  expect(applicationFrames(replay)).toEqual(applicationFrames(live));
});

test('passes over frames of this product that stand further in than the application', () => {
  const ours = '    at callThroughTape (/app/node_modules/@agent-replay/cassette/dist/tool.js:1:1)\n';
  const stack = `Error: x\n${ours}    at refund (/app/src/order.ts:1:1)\n${ours}    at main (/app/src/worker.ts:1:1)`;
  expect(applicationFrames(stack)).toEqual(['refund@order']);
});

test('leaves out what a bundler names a chunk by, also where it has no digit', () => {
  const stack = (files: readonly string[]): string =>
    ['Error: x', ...files.map((file, at) => `    at f${at} (/app/${file}:1:2)`)].join('\n');
  const frames = ['f0@#', 'f1@#', 'f2@index', 'f3@index'];
  expect(
    applicationFrames(
      stack(['chunks/8f14e45fceea167a.js', '512.js', 'index-B3kQx9Zr.js', 'index-BkQxzRtW.js']),
    ),
  ).toEqual(frames);
  expect(
    applicationFrames(
      stack(['vendor.3840a813.min.js', '12.8f14e45f.chunk.js', 'app.min.js', 'main.B3kQx9Zr.bundle.mjs']),
    ),
  ).toEqual(['f0@vendor', 'f1@#', 'f2@app', 'f3@main']);
  const built = ['chunk-HLQWBLYR.mjs', 'index-zx-zAIXZ.js', 'a-agent-24u5-iv9.mjs', 'index-A4IZR17-.js'];
  expect(applicationFrames(stack(built))).toEqual(['f0@chunk', 'f1@index', 'f2@a-agent', 'f3@index']);
  const turbo = ['[root-of-the-server]__efd3343f._.js', '_83a00242._.js', 'src_agent_ts_ae3a65ab._.js'];
  expect(applicationFrames(stack([...turbo, 'main.dedfedeb.js', 'chunk-jwnzhltk.js']))).toEqual([
    'f0@[root-of-the-server]',
    'f1@#',
    'f2@src_agent_ts',
    'f3@main',
    'f4@chunk',
  ]);
  expect(applicationFrames(stack(['send-My-Order.js', 'chunk-splitter.js', 'README-template.js']))).toEqual([
    'f0@send-My-Order',
    'f1@chunk-splitter',
    'f2@README-template',
  ]);
  expect(applicationFrames(stack(['user-Settings.js', 'order.service.js', 'decade.js']))).toEqual([
    'f0@user-Settings',
    'f1@order.service',
    'f2@decade',
  ]);
});
