import { fakes } from '../corpora/fake.suite.ts';
import { configFiles } from './config-files.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('config-files secret').alnum(24);

describeRule(configFiles, {
  finds: [
    [`machine h login jo password ${s}`, s],
    [`ENV NPM_TOKEN ${s}`, s],
    [`INSERT INTO u (id, password) VALUES (1, '${s}'), (2, 'x')`, s],
    [`api_keys:\n  - ${s}\n`, s],
    [`variable "db_password" {\n  default = "${s}"\n}`, s],
  ],
  leaves: ['ENV NODE_ENV production', "INSERT INTO t (id, name) VALUES (1, 'jo')", 'keys:\n  - name\n'],
});
