import { chars, host, int, ip, path, pick, port, short, UPPER } from './noisy-values.suite.ts';

const ESC = '\u001B[';
/** In colour, or not: a program looks whether it writes to a terminal. */
const inColour = (text: string): string =>
  pick(
    text,
    `${ESC}${pick('31', '1;31', '38;5;196', '38;2;255;0;0')}m${text}${ESC}${pick('0', '39', '22')}m`,
  );
const file = (): string => path().replaceAll(/['"]/g, '');

/** What programs say that believe to write to a terminal. */
export const IN_COLOUR: Readonly<Record<string, () => string>> = {
  colour_redis: () =>
    `${inColour('ERR max number of clients reached')} (client ${int(9999)} from ${ip()}:${port()})`,
  colour_redis_memory: () =>
    `${inColour("OOM command not allowed when used memory > 'maxmemory'.")} (client ${int(9999)} from ${ip()}:${port()})`,
  colour_kafka: () =>
    `${inColour('[Connection]')} ${inColour('This server is not the leader for that topic-partition')} orders-${int(64)} (${host()}:${port()})`,
  colour_esbuild: () =>
    `Build failed with 1 error:\n${file()}:${int(99)}:${int(40)}: ${inColour('ERROR')}: Could not resolve "./${short()}"`,
  colour_esbuild_export: () =>
    `Build failed with 1 error:\n${file()}:${int(99)}:${int(40)}: ${inColour('ERROR')}: No matching export in "${file()}" for import "default"`,
  colour_python: () =>
    `Traceback (most recent call last):\n  File ${inColour(`"${file()}"`)}, line ${inColour(String(int(300)))}, in ${inColour('run')}\n    result = tool(x)\n${inColour('ValueError')}: ${inColour(`invalid literal for int() with base 10: '${short()}'`)}`,
  colour_pnpm: () =>
    `${inColour(' ERR_PNPM_OUTDATED_LOCKFILE ')} Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with <ROOT>/packages/${short()}/package.json`,
  colour_spinner: () =>
    `${ESC}?25l${ESC}2K${ESC}1G${pick('⠋', '⠙', '⠹')} Deploying ${int(99)}%${ESC}2K${ESC}1G${ESC}?25h✖ Deployment ${chars(UPPER, 4)}${int(1e6)} failed: quota exceeded`,
  colour_link: () => {
    const link = (text: string): string =>
      `\u001B]8;;https://${host()}/${short()}\u0007${text}\u001B]8;;\u0007`;
    return `See ${pick('the log', link('the log'))}: worker ran out of memory`;
  },
  colour_git: () =>
    `${inColour('fatal:')} could not push HEAD:refs/heads/${pick('agent', 'fix')}/${short()}: permission denied to ${inColour('bot')}`,
  arabic_times: () =>
    `تعذر الاتصال بالخادم ${ip()} بعد ${int(20)} محاولات في ${pick('Sat Nov 28 2026 12:12:10', '28.11.2026 10:00', `1795${100000 + int(99999)}`)}`,
};
