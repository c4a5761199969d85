import { fakes } from '../corpora/fake.suite.ts';
import { shapes } from './shapes.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('shapes');
const s = fakes('shapes secret').alnum(24);

describeRule(shapes, {
  finds: [
    [`x ghp_${fakes('shapes').alnum(36)}`, fakes('shapes').alnum(36)],
    [`AKIA${fakes('shapes').upper(16)}`, fakes('shapes').upper(16)],
    [`acme_live_${s}`, s],
  ],
  leaves: [
    `${f.alnum(300)}/AKIA${f.upper(16)}/${f.alnum(60)}`,
    `call_${f.alnum(24)}`,
    'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
    `sha256:${f.hex(64)}`,
    f.uuid(),
  ],
});
