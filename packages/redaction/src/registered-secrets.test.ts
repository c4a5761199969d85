import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';
import { registeredSecrets } from './registered-secrets.ts';

const from = (environment: Record<string, string>): string[] => registeredSecrets({ environment });

const NAMES = [
  'ACME_TOKEN',
  'STRIPE_KEY',
  'shopKey',
  'service-credential',
  'CLIENT_SECRET',
  'SHOP_PASSWORD',
  'PGPASSWORD',
  'DB_PASSWD',
  'FTP_PWD',
  'SMTP_PASS',
  'MAIL_PASSPHRASE',
  'NPM_AUTH',
  'VENDORAPIKEY',
  'ACME_APIKEY_2',
  'SENTRY_DSN',
  'APP_PRIVATE',
  'COOKIE_SIGNING',
  'GITHUB_WEBHOOK',
  'STORAGE_CONNECTION_STRING',
  'TOKEN_FOR_ACME',
  'VAULT_SECRET_ID',
  'session.jwt',
];
const VALUES = [
  'x9$kL2@pQ7!zR',
  'vT#8w!Qz%4Lm^2Rk',
  'Zz91Yx82Wv73Ut64Qp55',
  '9f8a7b6c5d4e3f2a1b0c9d8e',
  'acmeToken-Zz91Yx82Wv73Ut64',
  'acme_live_customer_q7Rt9LmX2vBn',
  'a{b}"c\'9Z<8y>',
  '0b9e2f44-5d3c-4f6e-8a7b-1c2d3e4f5a6b',
];

test.each(NAMES)('takes the value of %s for a secret, whatever signs it has', (name) => {
  for (const value of VALUES) expect(from({ [name]: value })).toContain(value);
});

test.each([
  ['DATABASE_URL', 'postgres://app:q7Rt9LmX2vBn8KpW@db/x', 'q7Rt9LmX2vBn8KpW'],
  ['CACHE', 'rediss://:q7Rt9LmX2vBn8KpW@cache:6380/0', 'q7Rt9LmX2vBn8KpW'],
  ['BROKER', 'amqp://u:x9%24kL2%40pQ7!zR@mq//', 'x9$kL2@pQ7!zR'],
  ['BROKER', 'amqp://u:x9$kL2@pQ7!zR@mq/', 'x9$kL2@pQ7!zR'],
  ['UPSTREAM', 'mongodb+srv://u:Summer2024!@h1,h2/x?w=majority', 'Summer2024!'],
  ['SPRING', 'jdbc:postgresql://db/x?user=u&password=q7Rt9LmX2vBn', 'q7Rt9LmX2vBn'],
  [
    'STORE',
    'https://9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c@o1.ingest.example/4',
    '9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
  ],
  ['SQL', 'Server=tcp:db,1433;User ID=sa;Password=x9$kL2@pQ7!zR;Encrypt=true', 'x9$kL2@pQ7!zR'],
  [
    'BLOBS',
    'AccountName=a;AccountKey=q7Rt9LmX2vBn8KpWz4Ys6HdF==;EndpointSuffix=x',
    'q7Rt9LmX2vBn8KpWz4Ys6HdF==',
  ],
  ['PG', "host=db user=app password='q7Rt9 LmX2 vBn8 KpW1' dbname=x", 'q7Rt9 LmX2 vBn8 KpW1'],
  ['ACCOUNT', '{"client":{"client_secret":"q7Rt9LmX2vBn8KpW"}}', 'q7Rt9LmX2vBn8KpW'],
  [
    'SLACK_WEBHOOK_URL',
    'https://chat.example/services/T000/B000/q7Rt9LmX2vBn8KpWz4Ys6HdF',
    'q7Rt9LmX2vBn8KpWz4Ys6HdF',
  ],
  [
    'SEED_MNEMONIC',
    'legal winner thank year wave sausage worth useful',
    'legal winner thank year wave sausage worth useful',
  ],
])('takes the secret out of what %s holds: %s', (name, value, secret) => {
  expect(from({ [name]: value })).toContain(secret);
});

describe('what everybody may see stays', () => {
  test.each([
    { PWD: '/home/x9kL2pQ7zR', OLDPWD: '/srv/q7Rt9LmX2vBn8KpW' },
    { SSH_AUTH_SOCK: '/tmp/ssh-q7Rt9LmX2vBn/agent.1', GOOGLE_APPLICATION_CREDENTIALS: '/run/q7Rt9/key.json' },
    { TLS_KEY: 'certs/q7Rt9LmX2vBn.pem', APNS_AUTH_KEY: 'AuthKey_9F8A7B6C5D.p8', KEY: './keys/q7Rt9LmX2vBn' },
    {
      DB_PASSWORD_FILE: 'q7Rt9LmX2vBn8KpW',
      KEYSTORE_PATH: 'q7Rt9LmX2vBn8KpW',
      SIGNING_KEY_ID: 'q7Rt9LmX2vBn8KpW',
    },
    {
      AWS_ACCESS_KEY_ID: 'q7Rt9LmX2vBn8KpW',
      STRIPE_PUBLIC_KEY: 'q7Rt9LmX2vBn8KpW',
      CACHE_KEY: 'npm-q7Rt9LmX2vBn8KpW',
    },
    { MAX_TOKENS: '4096', TOKEN_TTL: '86400000', USE_TOKEN: 'true', AUTH: 'disabled', API_KEY: 'changeme' },
    { AUTH_URL: 'https://login.example.com/oauth2/v1/authorize', TOKEN: 'https://auth.example.com/token' },
    { AUTH: 'login.example.com', KEY_VAULT: 'contoso-prod-weu-01', AUTH_CONTACT: 'Ops1@Example.com' },
    { AUTH_MODE: 'q7Rt9LmX2vBn8KpW', PASSWORD_POLICY: 'q7Rt9LmX2vBn8KpW', JWT: '^9.0.2', PASS: 'password' },
    {
      TOKENIZERS_PARALLELISM: 'q7Rt9LmX2vBn8KpW',
      GIT_AUTHOR: 'q7Rt9LmX2vBn8KpW',
      KEYBOARD: 'q7Rt9LmX2vBn8KpW',
    },
    { DATABASE_URL: 'postgres://postgres:postgres@localhost:5432/app', REDIS_URL: 'redis://localhost:6379' },
    { DATABASE_URL: 'postgres://app:${DB_PASSWORD}@db/x', NODE_OPTIONS: '--max-old-space-size=4096 --a=b' },
    {
      LS_COLORS: 'rs=0:di=01;34:ln=01;36',
      AUTH_DATE: '%Y-%m-%dT%H',
      KEY_GLOB: 'src/**/*.Key1!',
      KEYS: 'id,name',
    },
  ])('in %j', (environment) => {
    expect(from(environment as Record<string, string>)).toEqual([]);
  });
});

test('what has signs goes from a text in each of its writings', () => {
  const secret = 'x9$kL2@pQ7!zR';
  const redactor = createRedactor({ key: 'k', environment: { SHOP_TOKEN: secret } });
  for (const written of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ])
    expect(redactor.text(`use ${written} now`)).not.toContain(written);
});
