import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { isNameWithNumber } from './is-name-with-number.ts';

test.each([
  'OAuth2Token',
  'Node22',
  'Ubuntu22.04.3',
  'EastUS2',
  'X25519Secret',
  'GoogleOAuth2Api',
  'customerId2',
])('words and a number are a name: %s', (name) => expect(isNameWithNumber(name)).toBe(true));

test.each(['jwMtX3TrcJlV5YM6kTrn', 'xK9mQ2vL8r', 'Tx-9k!mm', 'a1b2c3d4e5', '', `Ab${'c'.repeat(200_000)}1`])(
  'what a machine made up is none: %#',
  (name) => expect(isNameWithNumber(name)).toBe(false),
);

const redactor = createRedactor({ key: 'names', environment: {} });

test.each([
  'I looked at your account: the time zone was wrong, so I changed it to UTC+10.',
  'Sign in to the console, open the project, find the version and set it to Node22.',
  'Which password hashing algorithm do you use? It’s Argon2id.',
  'Does the password field need encoding? Yes, Base64.',
  'ssh deploy@web1.acme.internal (Debian12)',
  'ssh root@10.0.0.4 (Ubuntu22.04)',
  'OrderItem42 <- that is the key',
  '## Credentials\n\n- Google: GoogleOAuth2Api\n- Slack: SlackOAuth2Api\n',
  '### Passwords\n- pattern: ^[A-Z]+[0-9]$\n- Charset: A-Za-z0-9!\n',
  'The user can pass Base64Image, or a URL.',
  'async def fetch_api_key() -> OAuth2Token:\n',
  'pub fn read_secret(&self) -> X25519Secret\n',
  'unzip -p report.docx word/document.xml',
])('nothing is taken out of %j', (text) => expect(redactor.text(text)).toBe(text));

test.each([
  'The password was wrong, so I set it to Summer2024.',
  'After you log in, change yours: I set it to xK9mQ2vL8rTz.',
  'ssh root@10.0.0.4 (pw: Ubuntu22)',
  'ssh root@10.0.0.4 (xK9mQ2vL8r)',
  'Cobalt2024 <- that is the db password',
  '## Credentials\n\n- staging: xK9mQ2vL8rTz\n',
  'get_secret("smtp") -> xK9mQ2vL8rTzW4\n',
  'unzip -P Summer2024 a.zip',
])('the secret is taken out of %j', (text) => expect(redactor.text(text)).toContain('[REDACTED:'));
