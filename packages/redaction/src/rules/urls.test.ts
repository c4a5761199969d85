import { fakes } from '../corpora/fake.suite.ts';
import { urls } from './urls.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('urls secret').alnum(24);

describeRule(urls, {
  finds: [
    ['see https://jo:' + fakes('urls').alnum(12) + '@example.com/', fakes('urls').alnum(12)],
    [`https://example.com/magic/${s}`, s],
    [`https://example.com/u/${s}/unsubscribe`, s],
    [`https://example.com/f?gate=${s}&page=2`, s],
  ],
  leaves: [
    'https://example.com/docs?page=2&lang=en',
    'postgres://USER:PASSWORD@HOST:5432/NAME',
    'postgres://localhost:5432/app',
    'postgres://user:password@localhost:5432/db',
    'a://b',
  ],
});
