import { Currency, format } from '@lib/money';

test('an amount is written with its currency', () => {
  expect(format(1, Currency.EUR)).toBe('1.00 EUR');
});
