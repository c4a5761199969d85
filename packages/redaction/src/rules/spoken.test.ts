import { fakes } from '../corpora/fake.suite.ts';
import { spoken } from './spoken.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('spoken secret').alnum(24);

describeRule(spoken, {
  finds: [
    [`the password is ${s}.`, s],
    [`Authorization uses Bearer ${s}`, s],
    ['Your verification code is 482913.', '482913'],
    ['Use 482913 as your passcode', '482913'],
  ],
  leaves: ['The password is required.', 'Bearer authentication', 'error code: 404', 'The code is 200 lines'],
});
