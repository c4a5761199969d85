import { fakes } from '../corpora/fake.suite.ts';
import { commands } from './commands.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('commands secret').alnum(24);

describeRule(commands, {
  finds: [
    [`tool --password ${s} -v`, s],
    [`curl -s -u jo:${s} https://x.example`, s],
    [`curl -u admin:'${s}' https://x.example`, s],
    [`curl -b "theme=dark; session=${s}" https://x.example`, s],
    [`mysql -u root -p${s} app`, s],
    [`ldapmodify -D cn=admin,dc=x -w ${s}`, s],
    [`ldap bind cn=admin,dc=x -w ${s}`, s],
  ],
  leaves: [
    'git commit -m message --no-verify',
    'ldapsearch -x -W -D cn=admin',
    'tool --token $TOKEN',
    'curl -b cookies.txt https://x.example',
    'curl -X POST https://x.example',
  ],
});
