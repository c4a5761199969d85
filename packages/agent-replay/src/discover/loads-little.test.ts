import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const bundle = fileURLToPath(new URL('../../dist/bundle/', import.meta.url));

/** Files of our packages that an entry of the bundle loads, by package and name. */
function loadedBy(entry: string): string[] {
  const code = `import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    await import(${JSON.stringify(pathToFileURL(`${bundle}${entry}.js`).href)});
    console.log(JSON.stringify(urls));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return (JSON.parse(out) as string[]).flatMap(
    (url) => /packages\/([\w-]+\/dist\/bundle\/[\w-]+)\.js$/.exec(url)?.[1] ?? [],
  );
}

test('what a runner asks of every project loads no schema and no engine', () => {
  const loaded = loadedBy('discover');
  expect(loaded).toContain('contracts/dist/bundle/limits');
  expect(loaded).not.toContain('contracts/dist/bundle/index');
  expect(loaded.filter((file) => /^(?:cassette|redaction|runs)\/|\/(?:schemas|zod)$/.test(file))).toEqual([]);
});

test('the config is read without the engine', () => {
  const loaded = loadedBy('config-file');
  expect(loaded).toContain('contracts/dist/bundle/schemas');
  expect(loaded.filter((file) => /^(?:redaction|runs)\/.*index$|\/engine$/.test(file))).toEqual([]);
});

test('what reports for a runner, and the gate, load nothing that intercepts', () => {
  const loaded = ['report-run', 'gate'].flatMap(loadedBy);
  expect(loaded).toContain('runs/dist/bundle/index');
  expect(loaded.filter((file) => /^cassette\/.*\/(?:index|open-cassette)$|\/engine$/.test(file))).toEqual([]);
});

test('what replays in a worker is a few files', () => {
  const own = ['index', 'runner'].flatMap(loadedBy).filter((file) => file.startsWith('agent-replay/'));
  expect(own).toContain('agent-replay/dist/bundle/engine');
  expect(new Set(own).size).toBeLessThanOrEqual(8);
});

test('what stands before the sockets comes without the cookies of browsers', () => {
  const file = new URL('../../../cassette/dist/bundle/stand-below.js', import.meta.url);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('node_modules/msw/');
  expect(text).not.toMatch(/tough-cookie|tldts/);
});
