import { fakes } from '../corpora/fake.suite.ts';
import { commands } from './commands.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('commands secret').alnum(24);

describeRule(commands, {
  finds: [
    ['poetry config http-basic.acme jo Kd93kd!x', 'Kd93kd!x'],
    ['composer config --global http-basic.repo.acme.dev jo Kd93kd!x', 'Kd93kd!x'],
    ["mysql -u root -p'Kd93 kd!x-tail' app", 'kd!x-tail'],
    ['sshpass -p "Kd93 kd!x-tail" ssh h', 'kd!x-tail'],
    ["curl -u 'jo:Kd93 kd!x-tail' https://x.example", 'kd!x-tail'],
    ["tool --password 'Kd93 kd!x-tail' -v", 'kd!x-tail'],
    [`ldappasswd -D cn=admin,dc=x -w old -s ${s} uid=jo`, s],
    [`tool --password ${s} -v`, s],
    [`curl -s -u jo:${s} https://x.example`, s],
    [`curl -u admin:'${s}' https://x.example`, s],
    [`curl -b "theme=dark; session=${s}" https://x.example`, s],
    [`mysql -u root -p${s} app`, s],
    [`ldapmodify -D cn=admin,dc=x -w ${s}`, s],
    [`ldap bind cn=admin,dc=x -w ${s}`, s],
  ],
  leaves: [
    'poetry config http-basic.acme jo $PASSWORD',
    'git commit -m message --no-verify',
    'ldapsearch -x -W -D cn=admin',
    'tool --token $TOKEN',
    'curl -b cookies.txt https://x.example',
    'curl -X POST https://x.example',
  ],
});
