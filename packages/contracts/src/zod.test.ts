import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from './zod.ts';

const packages = fileURLToPath(new URL('../..', import.meta.url));

it('has all that the packages beside this one make schemas of', () => {
  const files = globSync('*/src/**/*.{ts,cts}', { cwd: packages }).filter(
    (file) => !file.startsWith('contracts/') && !/\.(?:test|suite|test-d)\.ts$/.test(file),
  );
  const used = files.flatMap((file) => {
    const text = readFileSync(`${packages}/${file}`, 'utf8');
    return text.includes("from 'zod'")
      ? [...text.matchAll(/\bz\.([a-z]\w*)\(/g)].map(([, name = '']) => name)
      : [];
  });
  expect(new Set(used).size).toBeGreaterThan(10);
  expect([...new Set(used)].filter((name) => !Object.hasOwn(z, name))).toEqual([]);
});
