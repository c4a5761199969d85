import { fakes } from '../corpora/fake.suite.ts';
import { embeddedJson } from './embedded-json.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('embedded secret').alnum(24);
const p = fakes('embedded password').password();

describeRule(embeddedJson, {
  finds: [
    [`2026-01-01 DEBUG payload={"cookies":{"abc":"${s}"},"n":1} sent`, s],
    [`Here:\n\`\`\`json\n{"name":"x","credentials":{"value":"${s}"}}\n\`\`\`\n`, s],
    [`sent {"role":"user","text":"the password is \\"${p}\\""} twice`, p],
    [`sent {"role":"user","text":"user: bob\\npass: ${p}\\nhost: x"} twice`, p],
    [`got [{"name":"DB_PASSWORD","value":"${s}"},{"name":"PORT","value":"1"}] back`, s],
    [`sent {"role":"user","url":"https:\\/\\/bob:${p}@db\\/x"} twice`, p],
    [`sent {"role":"user","text":"\\u0074he password is ${p}"} twice`, p],
    [`{"text":"user: bob\\npass: ${p}\\nhost: x`, p],
    [`{"text":"the password is \\"${p}\\" and then \\u00`, p],
    [`{"data":{"list":[{"name":"DB_PASSWORD","value":"${s}"},{"name":"PORT","value":"1`, s],
    [`${'{"a":{"b":[{"c":'.repeat(9)}"x\n[cut]\ngot [{"name":"DB_PASSWORD","value":"${s}"}] back`, s],
    [`got {"text": "said {"name":"DB_PASSWORD","value":"${s}"} twice"}`, s],
  ],
  leaves: [
    'call({"name":"x", "value": 1}) and {"a": {"b": "plain words"}}',
    'an object {"password": opens and never ends',
    '{"text":"cut off after \\"a few\\" wor',
    '{"list":[{"name":"PORT","value":"1"},{"name":"HO',
    'if (a) { "use strict"; } [ "x": ',
  ],
});
