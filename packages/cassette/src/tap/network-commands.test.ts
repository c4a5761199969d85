import { expect, test } from 'vitest';
import { type Command, commandsIn, isNetworkCommand, nameOf } from './network-commands.ts';

const network = (command: string): string[] =>
  commandsIn(['/bin/sh', '-c', command]).filter(isNetworkCommand).map(nameOf);

test.each([
  ['curl -s https://example.com | jq .', ['curl']],
  ['/usr/bin/wget x', ['wget']],
  ['TOKEN="$(curl -s x)" make', ['curl']],
  ['echo `curl x`', ['curl']],
  ['cd repo && git pull --rebase', ['git pull']],
  ['git -C repo push origin main', ['git push']],
  ['sudo -u me timeout 5 ssh host ls', ['ssh']],
  ['A=1 B=2 curl x', ['curl']],
  ['(sleep 1; curl x)&', ['curl']],
  ["bash -lc 'npm ci && npm test'", ['npm ci']],
  ['env FOO=1 sh -c "psql -c x"', ['psql']],
  ['xargs -n1 curl < urls', ['curl']],
  ['if true; then curl x; fi', ['curl']],
])('%s goes out', (script, names) => {
  expect(network(script)).toEqual(names);
});

test.each([
  'git commit -m "fix; curl is gone"',
  "git commit -m 'fetch | pull'",
  'git status && git diff && git log -1',
  'git clone /tmp/a b',
  'grep -r curl src',
  'echo curl',
  'npm test',
  'npm run build -- --watch',
  'node --test',
  'pytest -q && ruff check .',
  '',
])('%s stays on the machine', (script) => {
  expect(network(script)).toEqual([]);
});

test('a program without a shell is named by its file', () => {
  const command: Command = ['C:/tools/curl.exe', 'x'];
  expect([nameOf(command), isNetworkCommand(command)]).toEqual(['curl', true]);
  expect(commandsIn(['sh', 'build.sh'])).toEqual([['sh', 'build.sh']]);
});

test('a script of any depth is read in no time, and never breaks the start', () => {
  expect(network(`${'$('.repeat(50_000)}curl`)).toEqual([]);
  expect(network(`${'sudo '.repeat(50_000)}curl x`)).toEqual(['curl']);
  expect(network('"'.repeat(50_001))).toEqual([]);
});
