import { emails } from './emails.ts';
import { describeRule } from './rule.suite.ts';

describeRule(emails, {
  finds: [
    ['mail jo.doe@example.com now', 'jo.doe@example.com'],
    ['?u=jo%40example.com', 'jo%40example.com'],
  ],
  leaves: ['git@github.com:a/b.git', 'left-pad@1.3.0', 'logo@2x.png', 'a @ b'],
});
