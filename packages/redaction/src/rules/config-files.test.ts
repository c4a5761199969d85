import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { fakes } from '../corpora/fake.suite.ts';
import { configFiles } from './config-files.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('config-files secret').alnum(24);

describeRule(configFiles, {
  finds: [
    [`define( 'DB_PASSWORD', 'lavender' );`, 'lavender'],
    [`define('NONCE_SALT', 'a7 #]"x>9.}q &2^c z');`, 'a7 #]"x>9.}q &2^c z'],
    [`password: "{{ 'lavender' | password_hash('sha512') }}"`, 'lavender'],
    [`<settingsSecurity><master>{${s}=}</master></settingsSecurity>`, s],
    [`untrusted comment: minisign encrypted secret key\nRWRTY0Iy${s}${s}`, s],
    [`Sign-in link: https://app.acme.example/x/${s}`, s],
    [`$ openssl rand -base64 32\n${s}=\n`, s],
    [`$ wg genpsk\n${s}=`, s],
    [`poetry config pypi-token.acme ${s}`, s],
    [`composer config -g github-oauth.github.com ${s}`, s],
    [`gh variable set ACME_TOKEN -b ${s}`, s],
    [`gh variable set --env prod ACME_TOKEN --body="${s}"`, s],
    [`gh secret set ACME --repo a/b -b ${s}`, s],
    [`openssl passwd 'marmot'`, 'marmot'],
    ['nmcli -t c modify Home wifi-sec.psk sunny-beach', 'sunny-beach'],
    [`ATTACH 'my notes.db' AS n KEY 'moon-paper'`, 'moon-paper'],
    [`set -gx ACME_TOKEN ${s}`, s],
    [`set --export ACME_TOKEN "${s}"`, s],
    [`dotnet user-secrets set "Acme:ApiKey" ${s}`, s],
    [`redis-cli -h c SET session:token ${s} EX 60`, s],
    [`valkey-cli SETEX auth_token 3600 ${s}`, s],
    [`redis-cli HSET user:7 password ${s}`, s],
    [`openssl passwd -6 -salt ab12 ${s}`, s],
    [`rclone obscure ${s}`, s],
    [`slappasswd -h {SSHA} -s ${s}`, s],
    [`ansible-vault encrypt_string '${s}' --name db_pass`, s],
    [`mosquitto_passwd -b /etc/pw sensor ${s}`, s],
    [`security add-generic-password -a kim -s acme -w ${s}`, s],
    [`nmcli dev wifi connect "Cafe Blue" password ${s}`, s],
    [`ALTER USER 'a'@'%' IDENTIFIED WITH mysql_native_password BY '${s}'`, s],
    ["PRAGMA key = 'orchid paper moon';", 'orchid paper moon'],
    ["ATTACH DATABASE 'e.db' AS e KEY 'moon-paper'", 'moon-paper'],
    [`machine h login jo password ${s}`, s],
    [`ENV NPM_TOKEN ${s}`, s],
    [`setx ACME_SECRET ${s}`, s],
    [`sudo -S ls <<< '${s}'`, s],
    [`read -rs X <<< ${s}`, s],
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
    `define('DB_HOST', 'localhost');`,
    `define(['password', 'lodash'], function (a) {});`,
    'untrusted comment: minisign public key\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3',
    'Reset link: https://acme.example/help/how-to-reset-a-password-in-2024',
    'openssl rand -hex 32\nwrites as many digits',
    'gh variable set REGION -b eu-west-1',
    'gh secret set ACME -b "$ACME"',
    'poetry config virtualenvs.in-project true',
    'poetry config repositories.acme https://pypi.example.com/simple',
    'set --erase API_TOKEN OTHER_TOKEN',
    'set -q API_TOKEN || exit',
    'use openssl passwd instead of it',
    'openssl passwd (see above)',
    'mkpasswd generates passwords',
    'rclone obscure encrypts, it does not hide',
    'nmcli asks for the password again',
    "attach a photo, then press the KEY 'Return'",
    'set -gx PATH /usr/local/bin',
    'redis-cli SET counter 42',
    'openssl passwd -6',
    'mkpasswd -m sha-512',
    'rclone obscure --help',
    'PRAGMA foreign_keys = ON',
    "ATTACH DATABASE 'x.db' AS aux",
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

test('what stands behind a password on its line takes no part of it for another', () => {
  const redactor = createRedactor({ key: 'forms', environment: {} });
  for (const text of [
    '220 ready\r\nPASS Hunter2xyz  \r\n230 in\r\n',
    'user joe Hunter2xyz  \r\nbinary\r\nquit\r\n',
    'net use \\\\host\\share "Hunter2xyz" /user:joe',
  ]) {
    const after = redactor.text(text).replace(/\[REDACTED:\w+:[0-9a-f]{8}\]/, 'Hunter2xyz');
    expect(after).toBe(text);
    expect(redactor.text(text)).not.toContain('Hun');
  }
});

test('what runners of tests and prompts print holds no password', () => {
  const redactor = createRedactor({ key: 'forms', environment: {} });
  for (const text of [
    'PASS b.test.ts\nPASS c.spec.jsx\r\n',
    'puts("Please login as root\\r\\n")',
    'write(3, "LOGIN page loaded\\r\\n", 19)',
  ])
    expect(redactor.text(text)).toBe(text);
});
