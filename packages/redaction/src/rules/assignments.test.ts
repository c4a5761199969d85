import { fakes } from '../corpora/fake.suite.ts';
import { assignments } from './assignments.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('assignments secret').alnum(24);

describeRule(assignments, {
  finds: [
    [`password=${s}`, s],
    ['host=db port=5432 user=app password=wYcAr_chToTYAC sslmode=require', 'wYcAr_chToTYAC'],
    ['Passwort: uJ4(kd9)Qw', 'uJ4(kd9)Qw'],
    ['[pypi]\npassword = 2hzrOukdMBT%28\n', '2hzrOukdMBT%28'],
    ['A=1\nSCRAPERAPI_KEY=0a1b2c3d4e5f60718293a4b5c6d7e8f9', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
    ['rootpw = qX7vLm2Zr9', 'qX7vLm2Zr9'],
    ['InstrumentationKey=b74440a5-ad09-4321-abb5-85536e81e2b4;A=b', 'b74440a5-ad09-4321-abb5-85536e81e2b4'],
    ['reset_password_token=O3_IfbeFrGbTyccvEsob', 'O3_IfbeFrGbTyccvEsob'],
    ["$conf['db_passwd'] = 'pizza4Life';", 'pizza4Life'],
    ['{ "passwd" : "pizza4Life", }', 'pizza4Life'],
    [`db:\n  password: ${s}\n`, s],
    [`\\"token\\":\\"${s}\\"`, s],
    [`SharedAccessKey=${s};`, s],
    ['password: !Correct.Horse.Battery9', '!Correct.Horse.Battery9'],
    ['login(user, password: !Correct.Horse.Battery)', '!Correct.Horse.Battery'],
    ['login(user, password: !correct.horse9.battery)', '!correct.horse9.battery'],
    ['db:\n  password: !correct.horse.battery\n', '!correct.horse.battery'],
    ['GET / HTTP/1.1\r\nAuthorization: Bearer my-super-secret-token\r\nHost: a\r\n', 'my-super-secret-token'],
    ['> x-api-key: my-dog-rex-7\n> accept: */*', 'my-dog-rex-7'],
    ['Host: a\ncookie: my-session-of-today\n', 'my-session-of-today'],
    ['Content-Type: text/html\nX-Internal-Token: summer.time.happy', 'summer.time.happy'],
    ['X-Internal-Token: opensesame-22', 'opensesame-22'],
    [`Bearer: 1\nAPI_TOKEN=sk-my-team-7`, 'sk-my-team-7'],
  ],
  leaves: [
    'password: string',
    'const token = getToken();',
    'max_tokens=4096',
    'X-Internal-Token: required',
    'X-Internal-Token: your-token-here',
    'a::b == c',
    '{ hidden: 1, password: !user?.isAdmin }',
    'password: hash(pw1).Then',
    'connect(host=db, password=pw)',
    'input("Password: ")',
    "input('Password:') + 'x'",
    'PASSWORD="$(openssl rand -hex 16)"',
    '  password: !this.isPublic,\n  secret: !!config.isSecret,\n',
    'show({ password: !isOpen })',
    'Host: a\nAuthorization: Bearer your-token-here\n',
    'Host: a\nAuthorization: Bearer access-token\n',
    'to be read:\nAuthorization: Bearer my-token\nmore',
    `  annotations:\n    checksum/secret: ${'0a1b2c3d'.repeat(8)}\n`,
  ],
});
