import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createProject } from '../project.suite.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { main } from './main.ts';

let printed: string;

beforeEach(() => {
  printed = '';
  const keep = (text: unknown): boolean => ((printed += String(text)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});

afterEach(() => void vi.restoreAllMocks());

test.each(Object.keys(COMMANDS))(
  'the help of %s ends with examples that begin as one types it',
  async (name) => {
    expect(await main([name, '--help'])).toBe(0);
    expect(printed).toContain(`Usage: agent-replay ${name}`);
    expect(printed).toContain(`Examples:\n  $ agent-replay ${name}`);
  },
);

test('help lists every command', async () => {
  expect(await main(['--help'])).toBe(0);
  for (const name of Object.keys(COMMANDS)) expect(printed).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(printed).toContain('Examples:\n  $ agent-replay --fixture');
  for (const heading of Object.keys(GROUPS)) expect(printed).toMatch(new RegExp(`^${heading}$`, 'm'));
  expect(printed).toContain('Exit codes:\n  0 pass, 1 fail');
});

test('a command that there is not is a usage error that names it', async () => {
  expect(await main(['frieze'])).toBe(2);
  expect(printed).toContain(
    "error: unknown command 'frieze'\n(Did you mean freeze?)\n(agent-replay --help lists what there is)",
  );
  printed = '';
  expect(await main(['nothing-like-it'])).toBe(2);
  expect(printed).toContain("'nothing-like-it'\n(agent-replay --help");
});

test('a wrong option is a document, too, when one is asked for', async () => {
  expect(await main(['runs', '--status', 'fine', '--json'])).toBe(2);
  expect(printed).toContain('"code": "USAGE"');
  expect(printed).toContain("argument 'fine' is invalid");
});

test.each([
  ['--fixture', '--json'],
  ['--exec', '--fixture', 'a'],
  ['freeze', 'r', '--suite', '--json'],
  ['prove', 'f', '--broken', '--fixed', 'HEAD'],
  ['doctor', '--probe', '--only', '--json'],
])('the option that follows one without its value is not taken for it: %s %s %s %s', async (...args) => {
  expect(await main(args)).toBe(2);
  expect(printed).toContain('argument missing');
});

test.each([
  ['Usage: agent-replay [options]', ['--fixture', '--help']],
  ['Usage: agent-replay freeze', ['freeze', '--suite', '-h']],
])('help that is asked for in place of a value is given: %s', async (usage, args) => {
  expect(await main(args)).toBe(0);
  expect(printed).toContain(usage);
});

test('a value that begins with a dash is taken behind an equals sign', async () => {
  expect(await main(['--fixture=--json'])).toBe(3);
  expect(printed).toContain('nothing matches');
});

test('nothing asked for is a usage error, the version is not', async () => {
  expect(await main([])).toBe(2);
  expect(printed).toContain('Usage: agent-replay');
  expect(await main(['--version'])).toBe(0);
});

test('a reader that leaves early does not change the exit code', async () => {
  const command = fileURLToPath(new URL('../../bin/agent-replay.mjs', import.meta.url));
  const script = `"${process.execPath}" "${command}" --help | true; echo "\${PIPESTATUS[0]}"`;
  const said = await promisify(execFile)('bash', ['-c', script]);
  expect(said).toEqual({ stdout: '0\n', stderr: '' });
}, 60_000);

test('a command that is installed for all hands over to the package of the project', async () => {
  const root = await mkdtemp(join(tmpdir(), 'agent-replay-local-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const installed = join(root, 'node_modules/agent-replay');
  await mkdir(join(installed, 'bin'), { recursive: true });
  await writeFile(join(installed, 'package.json'), '{"name":"agent-replay","type":"module"}');
  await writeFile(
    join(installed, 'bin/agent-replay.mjs'),
    'console.log("local", ...process.argv.slice(2)); process.exitCode = 7;',
  );
  const command = fileURLToPath(new URL('../../bin/agent-replay.mjs', import.meta.url));
  const ended = await promisify(execFile)(process.execPath, [command, 'gate'], { cwd: root }).catch(
    (error: unknown) => error,
  );
  expect(ended).toMatchObject({ code: 7, stdout: 'local gate\n' });
}, 60_000);

test.each([
  ['ends the process', 'process.exit(0);', 'ended the process with exit code 0'],
  [
    'ends the process with what is 0 to the system',
    'process.exit(256);',
    'ended the process with exit code 256',
  ],
  ['ends the process while it is judged', 'process.nextTick(() => process.exit(0));', 'ended the process'],
  ['ends the process by the back door', 'process.reallyExit(0);', 'ended the process with exit code 0'],
  ['never comes to its end', 'await new Promise(() => {});', 'something that is waited for never comes'],
])('a config that %s makes no gate healthy', async (_, code, said) => {
  const project = createProject({ 'agent-replay.config.mjs': `${code}\nexport default {};` });
  const { code: exitCode, stderr } = await project.run('gate');
  expect(exitCode).toBe(5);
  expect(stderr).toContain(said);
});

test.each([
  ['process.exitCode = 0;'],
  ['process.exit(0);'],
  ["process.on('exit', () => process.exit(0));"],
  ['process.reallyExit();'],
])('an exit code is what was found out, though a config ends the process with %s', async (code) => {
  const files = { 'agent-replay.config.mjs': `process.on('exit', () => { ${code} });\nexport default {};` };
  expect((await createProject(files).run('gate')).code).toBe(3);
});

test.skipIf(!existsSync('/dev/full'))('an answer that cannot be printed is not healthy', async () => {
  const project = createProject({ 'agent-replay.config.mjs': 'export default {};' });
  const command = fileURLToPath(new URL('../../bin/agent-replay.mjs', import.meta.url));
  const { code, stderr } = await promisify(execFile)(
    'sh',
    ['-c', `"${process.execPath}" "${command}" runs --json >/dev/full; test $? = 5`],
    { cwd: project.root },
  ).then(({ stderr: text }) => ({ code: 0, stderr: text }));
  expect(code).toBe(0);
  expect(stderr).toContain('Failed to print: ENOSPC: no space left on device, write.');
});
