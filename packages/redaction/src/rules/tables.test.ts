import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { fakes } from '../corpora/fake.suite.ts';
import { tables } from './tables.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('tables secret').alnum(24);

describeRule(tables, {
  finds: [
    [`'user','password'\n'jo','${s}'\n`, s],
    [`passwords:\nKd93kd!x\n${s}\n`, s],
    [`Done.\n\npassword\n${s}\nKx9Qz7aB3cD5eF7gH9iJ\n`, s],
    [`id,password\n1,${s}\n`, s],
    ['url;benutzer;kennwort\nhttps://a.example;bob;L1ghthouse%Keeper\n', 'L1ghthouse%Keeper'],
    [`user\ttoken\njo\t${s}\n`, s],
    [`| user | api_key |\n|---|---|\n| jo | ${s} |\n`, s],
    [` password \n----------\n ${s}\n(1 row)`, s],
    [`api_key\n=======\nKx9Qz7aB3cD5eF7gH9iJ\n${s}\n`, s],
    [`"login","pw"\n"jo","${s}"\n`, s],
  ],
  leaves: [
    "const rows = [\n  'user', 'password',\n  'jo', 'Kd93kd!x',\n];",
    'token\nthe\nof\n',
    `some words about a\npassword\n${s}\nKx9Qz7aB3cD5eF7gH9iJ\n`,
    'tokens\n------\n128000\n',
    'Password\n--------\nChoose a strong one.',
    'Secret\n======\nGardens\n',
    'id,name\n1,jo\n',
    'Tokens, keys and more\nare here, too\n',
  ],
});

test.each(['token\t\t\t', '"token"  ,', 'token  , ', 'a token  |  '])(
  'a line of many %j that is no head is read in one way',
  (cell) => {
    expect(createRedactor({ environment: {} }).text(`${cell.repeat(100)}!\nx`)).toContain('!');
  },
);
