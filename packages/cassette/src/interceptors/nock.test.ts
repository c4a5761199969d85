import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testInterceptor } from './interceptor.suite.ts';

testInterceptor('nock');

it('gives back the classes of fetch as they were, in a process of its own', () => {
  const bundle = pathToFileURL(join(import.meta.dirname, '../../dist/bundle/index.js')).href;
  const code = `
    const { openCassette } = await import(${JSON.stringify(bundle)});
    const described = () => JSON.stringify(['fetch', 'WebSocket', 'Request', 'Response'].map((name) =>
      Object.getOwnPropertyDescriptor(globalThis, name)));
    const before = described();
    const cassette = await openCassette({ path: 'memory', interceptor: 'nock', interactions: [] });
    await fetch('http://a.test/').catch(() => undefined);
    await cassette.close();
    console.log(described() === before);`;
  expect(
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim(),
  ).toBe('true');
});
