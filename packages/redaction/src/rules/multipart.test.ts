import { fakes } from '../corpora/fake.suite.ts';
import { multipart } from './multipart.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('multipart secret').alnum(24);

describeRule(multipart, {
  finds: [[`--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n${s}\r\n--b--`, s]],
  leaves: ['--b\r\nContent-Disposition: form-data; name="city"\r\n\r\nParis\r\n--b--'],
});
