import { fakes } from '../corpora/fake.suite.ts';
import { assignments } from './assignments.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('assignments secret').alnum(24);

describeRule(assignments, {
  finds: [
    [`password=${s}`, s],
    [`db:\n  password: ${s}\n`, s],
    [`\\"token\\":\\"${s}\\"`, s],
    [`SharedAccessKey=${s};`, s],
  ],
  leaves: ['password: string', 'const token = getToken();', 'max_tokens=4096', 'a::b == c'],
});
