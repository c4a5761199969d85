import { expect, test } from 'vitest';
import { unguardedLines } from './unguarded-lines.ts';

test('what could not be guarded is named, with the rule that says it is harmless', () => {
  const reason = 'native code can open connections that JavaScript cannot see';
  expect(
    unguardedLines({
      unguarded: [
        { channel: 'addon:koffi', reason },
        { channel: 'spawn:curl', reason: 'the network of a program cannot be cut off: no unshare' },
      ],
    }),
  ).toEqual([
    `  unguarded addon:koffi: ${reason}`,
    '  unguarded spawn:curl: the network of a program cannot be cut off: no unshare',
    `  fix       native code is kept off the network by the command, on Linux with namespaces; when it opens no connection, allow: ['addon:koffi']`,
  ]);
  expect(unguardedLines({ unguarded: [] })).toEqual([]);
});

test('more than five are counted', () => {
  const unguarded = Array.from({ length: 7 }, (_, at) => ({ channel: `spawn:p${at}`, reason: 'no unshare' }));
  expect(unguardedLines({ unguarded }).at(-1)).toBe('  unguarded 2 more');
});
