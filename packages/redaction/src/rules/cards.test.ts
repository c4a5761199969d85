import { fakes } from '../corpora/fake.suite.ts';
import { cards } from './cards.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('cards');
const c = f.card('4', 16);

describeRule(cards, {
  finds: [
    [';4111111111111111=2812201587952216801?', '=2812201587952216801'],
    [`pay ${c}`, c],
  ],
  leaves: ['4111 1111 1111 1112', '1767225600123456', 'credit_card_4111111'],
});
