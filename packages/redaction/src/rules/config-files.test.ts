import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { fakes } from '../corpora/fake.suite.ts';
import { configFiles } from './config-files.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('config-files secret').alnum(24);

describeRule(configFiles, {
  finds: [
    [`machine h login jo password ${s}`, s],
    [`ENV NPM_TOKEN ${s}`, s],
    [`setx ACME_SECRET ${s}`, s],
    [`chpasswd <<< "root:${s}"`, s],
    [`composer config http-basic.repo.a.example bob ${s}`, s],
    [`INSERT INTO session_tokens (key, value) VALUES ('count', '${s}')`, s],
    [`INSERT INTO u (id, password) VALUES (1, '${s}'), (2, 'x')`, s],
    [
      `INSERT INTO api_keys (id, key) VALUES (1, '0a1b2c3d4e5f60718293a4b5c6d7e8f9')`,
      '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    ],
    [`htpasswd -b .htpasswd bob '${s}'`, s],
    [`lftp -u bob,${s} ftp.x.example`, s],
    [`ALTER LOGIN sa WITH PASSWORD = N'${s}';`, s],
    [`open ftp.x.example\nuser edi ${s}\nbinary\nput a\nbye\n`, s],
    [`accounts: ["0x${'a4'.repeat(32)}"]`, 'a4'.repeat(32)],
    [`api_keys:\n  - ${s}\n`, s],
    ['"AUTH" "default" "gxyn*EHQ078"', 'gxyn*EHQ078'],
    [
      `C: AUTH PLAIN ${Buffer.from(`\0ann\0${s}`).toString('base64')}`,
      Buffer.from(`\0ann\0${s}`).toString('base64'),
    ],
    [`redis:6379> GET session_token:ann\n"${s}"`, s],
    [`$ cat config/master.key\n${'a4'.repeat(16)}\n`, 'a4'.repeat(16)],
    [`  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: ${s}`, s],
    [`  DBPassword:\n    Default: ${s}\n    Type: String\n    NoEcho: true\n`, s],
    [`  ~ db_password = "old" -> "${s}"`, s],
    [`+ resource "random_password" "db" {\n  ~ result = "old" -> "${s}"`, s],
    ['net use \\\\srv\\c$ Wint3r!24 /user:ann', 'Wint3r!24'],
    [`redis> AUTH ${s}`, s],
    [`*2\r\n$4\r\nAUTH\r\n$24\r\n${s}\r\n`, s],
    [`SET session:${'a4'.repeat(16)} 1 EX 60`, 'a4'.repeat(16)],
    [`HGETALL app:sessions:${s}`, s],
    ['Security answer: Bramblewick', 'Bramblewick'],
    ['Q: What is your mother’s maiden name?\nA: Kowalczyk', 'Kowalczyk'],
    ['Security question: first pet? Answer: Bramblewick', 'Bramblewick'],
    [`variable "db_password" {\n  default = "${s}"\n}`, s],
  ],
  leaves: [
    "INSERT INTO api_keys (id, key, name) VALUES (1, 'billing', 'Billing')",
    "INSERT INTO session_tokens (key, value) VALUES ('count', '42')",
    'FROM python:3.12-slim@sha256:5b3e1a3b297a437c1ca86dff7ac15d05',
    '.icon{background:url(sprite@2x.png)}',
    'serviceAccount:service-210987654321@gcp-sa-pubsub.iam.gserviceaccount.com',
    'ENV NODE_ENV production',
    'cat tokens.txt\nhello\n',
    'cat src/token.ts\nimport { a1 } from "b";\n',
    '127.0.0.1:6379> GET token_count:42\n"17"',
    'AUTH LOGIN is not supported',
    'net use \\\\srv\\share * /user:ann',
    'net use \\\\srv\\share with the option',
    'net use \\\\srv\\share /delete',
    `SET lock:${'a4'.repeat(16)} 1`,
    'GET session:user-preferences',
    'SET session:42 1',
    `session:${'a4'.repeat(16)} was closed`,
    'Security answer: Must be at least 3 characters',
    'What was the first concert in Kraków?\nA: a recital',
    '  ~ token_ttl = "300" -> "600"',
    '  Stage:\n    Type: String\n    Default: production\n',
    "INSERT INTO t (id, name) VALUES (1, 'jo')",
    'keys:\n  - name\n',
  ],
});

test('rows of empty literals that do not end are read in one way', () => {
  const rows = `INSERT INTO t (id, password) VALUES ('${",''".repeat(200)}`;
  expect(createRedactor({ environment: {} }).text(rows)).toBe(rows);
});
