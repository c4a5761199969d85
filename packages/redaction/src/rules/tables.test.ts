import { fakes } from '../corpora/fake.suite.ts';
import { tables } from './tables.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('tables secret').alnum(24);

describeRule(tables, {
  finds: [
    [`id,password\n1,${s}\n`, s],
    [`user\ttoken\njo\t${s}\n`, s],
    [`| user | api_key |\n|---|---|\n| jo | ${s} |\n`, s],
  ],
  leaves: ['id,name\n1,jo\n', 'Tokens, keys and more\nare here, too\n'],
});
