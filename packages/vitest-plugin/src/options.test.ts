import { expect, test } from 'vitest';
import { chooser } from './chooser.ts';

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
