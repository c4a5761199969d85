import { fakes } from '../corpora/fake.suite.ts';
import { htmlTables } from './html-tables.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('html tables secret').alnum(24);

describeRule(htmlTables, {
  finds: [
    [`<table><tr><th>User</th><th>Password</th></tr><tr><td>jo</td><td>${s}</td></tr></table>`, s],
    [
      `<table>\n<thead><tr><th scope="col">API key</th><th>Role</th></tr></thead>\n<tr><td class="c"><code>${s}</code></td><td>admin</td></tr>`,
      s,
    ],
    [`<TABLE><TR><TD>Login</TD><TD>Passwort</TD></TR><TR><TD>jo</TD><TD>${s}</TD></TR></TABLE>`, s],
    [`<tr><th>Token<th>Role<tr><td>${s}<td>admin`, s],
  ],
  leaves: [
    '<table><tr><th>User</th><th>Tokens</th></tr><tr><td>jo</td><td>128000</td></tr></table>',
    '<table><tr><th>Password policy</th><th>Level</th></tr><tr><td>rotation</td><td>strict</td></tr></table>',
    '<table><tr><td>Password</td><td>unset</td></tr><tr><td>User</td><td>jo</td></tr></table>',
    '<table><tr><th>Password</th><th>Role</th></tr><tr><td>must be long enough</td><td>admin</td></tr></table>',
    `<table><tr><th>Password</th></tr></table><table><tr><td>${s.slice(0, 7)}</td></tr></table>`,
  ],
});
