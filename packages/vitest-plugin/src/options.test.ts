import { expect, test } from 'vitest';
import { chooser } from './chooser.ts';
import { repeatOf } from './options.ts';

test('the environment outranks the option of how often to replay', () => {
  expect(repeatOf({}, {})).toBe(1);
  expect(repeatOf({ repeat: 3 }, { AGENT_REPLAY_REPEAT: '' })).toBe(3);
  expect(repeatOf({ repeat: 3 }, { AGENT_REPLAY_REPEAT: '5' })).toBe(5);
});

test.each(['0', '-1', '1.5', 'often', '1001'])('refuses to replay %s times', (text) => {
  expect(() => repeatOf({}, { AGENT_REPLAY_REPEAT: text })).toThrow(
    `Failed to read "AGENT_REPLAY_REPEAT": it takes a whole number from 1 to 1000, not ${text}.`,
  );
  expect(() => repeatOf({ repeat: Number(text) }, {})).toThrow('Failed to read "repeat"');
});

test('only and skip choose by suite and id, and skip outranks only', async () => {
  const chosen = async (options: Parameters<typeof chooser>[0]): Promise<string[]> => {
    const isChosen = await chooser(options);
    return ['payments/late', 'payments/lost', 'orders/late']
      .map((name) => name.split('/') as [string, string])
      .filter(([suite, fixture_id]) => isChosen({ suite, fixture_id, dir: '', tier: 'full' }))
      .map((parts) => parts.join('/'));
  };
  expect(await chosen({})).toEqual(['payments/late', 'payments/lost', 'orders/late']);
  expect(await chosen({ only: ['payments/*'], skip: ['*/lost'] })).toEqual(['payments/late']);
  expect(await chosen({ only: [] })).toEqual([]);
});
