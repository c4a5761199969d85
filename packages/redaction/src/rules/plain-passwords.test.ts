import { plainPasswords } from './plain-passwords.ts';
import { describeRule } from './rule.suite.ts';

describeRule(plainPasswords, {
  finds: [
    ['docker run -e POSTGRES_PASSWORD=lavender -d postgres', 'lavender'],
    ['$ PGPASSWORD=lavender pg_dump app', 'lavender'],
    ['["TZ=UTC","REDIS_PASSWORD=lavender","A=b"]', 'lavender'],
    ['ADMIN_PASSWORD=lavender\\nADMIN_USER=root', 'lavender'],
    ['mysqldump --user=app --password=lavender shop', 'lavender'],
    ['Server=db;Database=shop;User Id=app;Password=lavender;Encrypt=true', 'lavender'],
    ['"Host=pg;Username=app;Password=lavender"', 'lavender'],
    ['DRIVER={PostgreSQL};SERVER=pg;UID=app;PWD=lavender', 'lavender'],
    ['spring.datasource.password=lavender\nspring.jpa.show-sql=false', 'lavender'],
    ['java -Dspring.mail.password=lavender -jar a.jar', 'lavender'],
    ['helm install x --set auth.password=lavender', 'lavender'],
    ['[client]\nuser=root\npassword=lavender\n', 'lavender'],
    ['[smtp]\nhost = mail.example\npassword = lavender\n', 'lavender'],
    ['db:\n  username: app\n  password: lavender\n  pool: 5\n', 'lavender'],
    ['- host: nas\n  login: backup\n  password: lavender\n', 'lavender'],
  ],
  leaves: [
    'login.username=Username\nlogin.password=Password\n',
    'username: Benutzername\npassword: Passwort\n',
    'username: string\npassword: string\n',
    'user: user,\npassword: secretly,\n',
    'user = name\npassword = typed\n',
    'error:\n  password: falsch\n  title: Fehler\n',
    'POSTGRES_PASSWORD=mysecretpassword',
    'mysql --password=PASSWORD',
    'const url = `a=${b};password=word`;',
    'if (a) x.password=word;',
    'login.password=geheim',
    'db.password=${DB_PASSWORD}\n',
    'DB_PASSWORD=yourownword',
    'password: getpass\nuser: root\n',
  ],
});
