import path from 'node:path';

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** Programs that are nothing without a network or a service that they talk to. */
const NETWORK = new Set(
  `curl wget aria2c http https xh httpie ssh scp sftp rsync ftp lftp telnet nc ncat netcat socat
  ping traceroute dig nslookup host whois nmap
  psql pg_dump pg_restore mysql mysqldump mariadb redis-cli mongosh mongo sqlcmd clickhouse-client cqlsh
  docker podman nerdctl kubectl helm aws gcloud gsutil az gh glab hub terraform tofu pulumi ansible
  ansible-playbook vercel netlify heroku flyctl wrangler doctl apt apt-get yum dnf apk brew
  sendmail mail grpcurl websocat rclone s3cmd azcopy claude codex gemini ollama`.split(/\s+/),
);

/** Programs of which some commands go out: the others are a coding agent's daily work. */
const SOMETIMES: Readonly<Record<string, ReadonlySet<string>>> = {
  git: words('clone fetch pull push ls-remote'),
  npm: words('install i ci add update up view info publish audit login search outdated'),
  pnpm: words('install i add update up view publish audit outdated dlx fetch'),
  yarn: words('install add up upgrade publish audit outdated dlx'),
  bun: words('install i add update publish outdated'),
  pip: words('install download search index'),
  pip3: words('install download search index'),
  uv: words('add sync pip lock'),
  cargo: words('fetch install publish search update'),
  go: words('get install'),
  gem: words('install update fetch push'),
};

const SHELLS = /^(?:sh|bash|zsh|dash|ksh|ash|fish)$/;
/** What runs the command that comes after it. */
const WRAPPERS =
  /^(?:sudo|doas|env|time|timeout|nice|nohup|exec|command|xargs|stdbuf|setsid|ionice|if|then|else|do|while|until|!)$/;

/** What stands behind a start: of a shell and its script the commands in it, else the program itself. */
export function commandsIn([file, ...args]: Command, depth = 0): Command[] {
  const name = programName(file);
  if (WRAPPERS.test(name)) {
    const behind = args.findIndex((arg) => isProgram(programName(arg)));
    return behind < 0 ? [[file, ...args]] : commandsIn(args.slice(behind) as unknown as Command, depth + 1);
  }
  const flag = SHELLS.test(name) ? args.findIndex((arg) => /^-[a-z]*c$/.test(arg)) : -1;
  const script = flag < 0 ? undefined : args[flag + 1];
  const found = script !== undefined && depth < DEEPEST ? commandsOfScript(script, depth + 1) : [];
  return found.length === 0 ? [[file, ...args]] : found;
}

/** A program, and of one that does many things what it was told to do. */
export function nameOf(command: Command): string {
  const name = programName(command[0]);
  const task = taskOf(command);
  return task !== undefined && SOMETIMES[name]?.has(task) === true ? `${name} ${task}` : name;
}

export function isNetworkCommand(command: Command): boolean {
  const name = programName(command[0]);
  if (NETWORK.has(name)) return true;
  const task = taskOf(command);
  if (task === undefined || SOMETIMES[name]?.has(task) !== true) return false;
  // A clone of a folder, say.
  return name !== 'git' || !command.some((arg, at) => at > 1 && /^(?:\.{0,2}\/|file:)/.test(arg));
}

function taskOf([file, ...args]: Command): string | undefined {
  // `git -C folder fetch` and the like: the first word that is a task.
  const tasks = SOMETIMES[programName(file)];
  return args.find((arg) => tasks?.has(arg) === true);
}

function isProgram(name: string): boolean {
  return NETWORK.has(name) || name in SOMETIMES || SHELLS.test(name);
}

function programName(file: string): string {
  return path.basename(file).replace(/\.(?:exe|cmd|bat|com)$/i, '');
}

/** A script's commands, near enough: quotes hold, substitutions count, and nothing is expanded. */
function commandsOfScript(script: string, depth: number): Command[] {
  const commands: string[][] = [[]];
  const inner: Command[] = [];
  for (const [token] of script.matchAll(TOKEN)) {
    if (OPERATOR.test(token)) {
      commands.push([]);
      continue;
    }
    if (!token.startsWith("'") && depth < DEEPEST)
      for (const [, a, b] of token.matchAll(/\$\(([^)]*)\)?|`([^`]*)`/g))
        inner.push(...commandsOfScript(a ?? b ?? '', depth + 1));
    const current = commands.at(-1) ?? [];
    const isAssignment = current.length === 0 && /^\w+=/.test(token);
    if (!isAssignment) current.push(token.replaceAll(/^["']|["']$/g, ''));
  }
  const outer = commands.flatMap(([file, ...args]) =>
    file === undefined || BUILTINS.test(file) ? [] : commandsIn([file, ...args], depth),
  );
  return [...outer, ...inner];
}

const DEEPEST = 16;
/** No programs, or none worth a name. */
const BUILTINS = /^(?:cd|echo|true|false|export|set|unset|test|\[|:|fi|done|esac|read|exit|return)$/;
const TOKEN = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\$\([^)]*\)?|`[^`]*`|\\.|[^\s;&|(){}"'`\\$]|\$)+|[;&|(){}\n]+/g;
const OPERATOR = /^[;&|(){}\n]+$/;

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
