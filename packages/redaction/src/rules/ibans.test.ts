import { fakes } from '../corpora/fake.suite.ts';
import { ibans } from './ibans.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('ibans');
const i = f.iban('DE', f.digits(18));

describeRule(ibans, {
  finds: [[`to ${i} now`, i]],
  leaves: ['DE00 1234 5678 9012 3456 78', 'GB29 is a prefix'],
});
