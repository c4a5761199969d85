import { credentialPairs } from './credential-pairs.ts';
import { describeRule } from './rule.suite.ts';

describeRule(credentialPairs, {
  finds: [
    ['cqlsh -u cassandra -p aB3xyzPq91 db.acme.dev', 'aB3xyzPq91'],
    ['ipmitool -I lanplus -U ADMIN -P hunter!2AB power', 'hunter!2AB'],
    ['etcdctl --user root:zX81kLmn2PqR get /x', 'zX81kLmn2PqR'],
    ['lftp -u bob,hunter!2AB sftp://a.example', 'hunter!2AB'],
    ['npmAuthIdent: "bob:hunter!2AB"', 'hunter!2AB'],
    ['user = "bob:hunter!2AB"', 'hunter!2AB'],
    ['getConnection("jdbc:postgresql://h/shop", "app", "hunter!2AB")', 'hunter!2AB'],
    ["new PDO('mysql:host=h;dbname=shop', 'app', 'hunter!2AB')", 'hunter!2AB'],
  ],
  leaves: [
    'docker run -u node -p 8080:80 app',
    'docker run -u 1000:1000 app',
    'docker run -u node:node app',
    'mysql -u root -p shop < dump.sql',
    'install -u bob -p ./folder',
    'user: "bob:admin"',
    'fetch("https://a.example", "get", "json")',
  ],
});
