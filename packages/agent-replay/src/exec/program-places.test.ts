import { expect, test } from 'vitest';
import { programPlaces } from './program-places.ts';

test.each([
  ['linux', 'python3', '/usr/local/bin:/usr/bin', ['/usr/local/bin/python3', '/usr/bin/python3']],
  ['linux', '/project/bin/agent', '/usr/bin', ['/project/bin/agent']],
  [
    'win32',
    'python',
    'C:\\Python;C:\\bin',
    [
      'C:\\Python\\python',
      'C:\\Python\\python.com',
      'C:\\Python\\python.exe',
      'C:\\bin\\python',
      'C:\\bin\\python.com',
      'C:\\bin\\python.exe',
    ],
  ],
  ['win32', 'C:\\a\\b.exe', 'C:\\bin', ['C:\\a\\b.exe', 'C:\\a\\b.exe.com', 'C:\\a\\b.exe.exe']],
  ['win32', 'C:/a/b', 'C:\\bin', ['C:/a/b', 'C:/a/b.com', 'C:/a/b.exe']],
] as const)('on %s "%s" is looked for in %s', (platform, file, searchPath, places) => {
  expect(programPlaces(file, searchPath, platform)).toEqual(places);
});
