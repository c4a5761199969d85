import { emails } from './emails.ts';
import { describeRule } from './rule.suite.ts';

describeRule(emails, {
  finds: [
    ['I tried jo@acme.dev / Kd93kd!x and it fails', 'Kd93kd!x'],
    ['jo@acme.dev:Kd93kd!x\nann@acme.dev:Zt81pp!q\n', 'Zt81pp!q'],
    ['mail jo.doe@example.com now', 'jo.doe@example.com'],
    ['UPI: jane.doe@okicici', 'jane.doe@okicici'],
    ['?u=jo%40example.com', 'jo%40example.com'],
    ['mail me@test.acme.io', 'me@test.acme.io'],
    ['mail user@example.acme.io', 'user@example.acme.io'],
    ['mail name@test.com.acme.io', 'name@test.com.acme.io'],
  ],
  leaves: [
    'git@acme.dev:Team/Repo2024',
    'follow @releases@fosstodon.org',
    'write to support@acme.example',
    'user@example.org and test@test.com',
    'me@mail.example.net, foo@acme.test, name@shop.example',
    'git@github.com:a/b.git',
    'left-pad@1.3.0',
    'logo@2x.png',
    'a @ b',
  ],
});
