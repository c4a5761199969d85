import { fakes } from '../corpora/fake.suite.ts';
import { literals } from './literals.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('literals');
const s = fakes('literals secret').alnum(24);

describeRule(literals, {
  finds: [
    [`os.environ.get("SECRET_KEY", "${s}")`, s],
    [`x.setPassword('${s}')`, s],
    [`const apiKey = env.KEY || "${s}"`, s],
    [`String token = System.getenv("T") != null ? System.getenv("T") : "${s}";`, s],
    [`await page.fill('input[name="password"]', '${s}')`, s],
    ['let pwd: String = "Gr4nite%top".to_string();', 'Gr4nite%top'],
    ["define('DB_PASSWORD', 'ElGato_Negro88');", 'ElGato_Negro88'],
  ],
  leaves: [
    "['password', 'userName2']",
    't("password", "Password")',
    `{"token_type":"bearer","id":"${f.uuid()}"}`,
    'login("jo", "home")',
  ],
});
