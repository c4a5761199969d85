import { fakes } from '../corpora/fake.suite.ts';
import { labelled } from './labelled.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('labelled').alnum(24);

describeRule(labelled, {
  finds: [
    [`env:\n  - name: DD_API_KEY\n    value: ${s}\n`, s],
    [`environment = [{ name = "DB_PASSWORD", value = "${s}" }]`, s],
    [`{'name': 'auth_token', 'value': '${s}'}`, s],
    [`aws ssm put --tags Key=api_key,Value=${s}`, s],
    [`ParameterKey=DbPassword,ParameterValue=${s}`, s],
  ],
  leaves: [
    'name: TZ\nvalue: UTC',
    'name: DB_PASSWORD\nvalue: ${DB_PASSWORD}',
    '- name: PATH\n  value: /usr/bin:/bin',
    'Key=team,Value=payments',
  ],
});
