import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.suite.ts';
import { scanJson } from './scan-json.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('accepts exactly what JSON.parse accepts, over 20,000 seeded mutants', () => {
  const seeds = [
    '{"a":[1,-2.5e+3,true,null],"b":{"c":"x\\u00e9\\n"}}',
    '[]',
    ' "text" ',
    '{"k":{},"l":[[],{"m":0}]}',
    '-0.0',
    'false',
  ];
  const alphabet = '{}[]",:0123456789.eE+-\\utrufalsn \n\t"\u0001é';
  const random = seededRandom(7);
  const disagreements: string[] = [];
  for (let round = 0; round < 20_000; round += 1) {
    let text = seeds[Math.floor(random() * seeds.length)];
    for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) {
      const at = Math.floor(random() * (text.length + 1));
      const insert = random() < 0.7 ? alphabet[Math.floor(random() * alphabet.length)] : '';
      text = text.slice(0, at) + insert + text.slice(at + (random() < 0.5 ? 1 : 0));
    }
    const isBroken = scanJson(text).some(({ code }) => code === 'json_syntax');
    if (isBroken === parses(text)) disagreements.push(text);
  }
  expect(disagreements).toEqual([]);
});

test('finds its way through 100,000 levels without recursion', () => {
  expect(scanJson('['.repeat(100_000) + ']'.repeat(100_000))).toEqual([]);
  const [fault] = scanJson('{"a":'.repeat(100_000), { maxDepth: 3 });
  expect(fault).toMatchObject({ code: 'json_depth', offset: 15, path: ['a', 'a', 'a'] });
});
