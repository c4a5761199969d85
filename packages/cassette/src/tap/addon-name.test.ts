import { expect, test } from 'vitest';
import { runGuarded } from '../guard/guard.suite.ts';
import { addonName } from './addon-name.ts';
import { allowedChannels } from './allowed-channels.ts';

const PLACES = [
  ['/app/node_modules/better-sqlite3/prebuilds/linux-x64.node', 'better-sqlite3'],
  [
    '/app/node_modules/.pnpm/bufferutil@4/node_modules/bufferutil/prebuilds/linux-x64/node.napi.node',
    'bufferutil',
  ],
  ['/app/node_modules/@img/sharp-linuxmusl-x64/lib/sharp.node', '@img/sharp'],
  ['/app/node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node', '@node-rs/argon2'],
  ['C:\\app\\node_modules\\@scope\\native-win32-arm64-msvc\\native.node', '@scope/native'],
  ['/app/build/Release/side.node', 'side.node'],
] as const;

test.each(PLACES)('%s is named %s, by which a rule lets it be', (file, name) => {
  expect(addonName(file)).toBe(name);
  const channel = `addon:${file}`;
  expect(allowedChannels([`addon:${name}`])(channel)).toBe(true);
  expect(allowedChannels([channel])(channel)).toBe(true);
  expect(allowedChannels(['addon:other', `worker:${name}`])(channel)).toBe(false);
});

test('the guard names it so, too, and reads such a rule', async () => {
  const files = PLACES.map(([file]) => file);
  const code = `for (const file of ${JSON.stringify(files)}) try { process.dlopen({ exports: {} }, file) } catch {}
    console.log(JSON.stringify(globalThis[Symbol.for('agent-replay.guard')].unguarded().map(({ channel }) => channel)));`;
  const declared = PLACES.map(([, name]) => `addon:${name}`);
  expect(await runGuarded(code, { mode: 'cassette' })).toMatchObject({
    out: `${JSON.stringify(declared)}\n`,
  });
  expect(await runGuarded(code, { mode: 'cassette', allow: declared.slice(1) })).toMatchObject({
    out: '["addon:better-sqlite3"]\n',
  });
});
