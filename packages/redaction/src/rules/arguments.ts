import type { JsonNode } from './read-json.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { isOpaque } from '../values/is-opaque.ts';

/**
 * Names the password among the arguments of a program, as they stand in a list: `["sshpass", "-p", "…", "ssh"]`.
 * Where one holds more than its password (`-p…`, `user:…`), all of it is named.
 */
export function nameArgument(items: readonly JsonNode[], named: Map<JsonNode, string>): void {
  if (items.length < 2 || items.length > MOST || !items.some(isFlag)) return;
  let flag: RegExp | undefined;
  let glued: RegExp | undefined;
  let isPair = false;
  for (const [index, item] of items.entries()) {
    if (item.type !== 'string' || item.value.length > LONGEST) continue;
    const { value } = item;
    const program = flag === undefined && glued === undefined ? PROGRAM.exec(value)?.[1] : undefined;
    if (program !== undefined) {
      glued = MYSQL.test(program) ? GLUED : undefined;
      isPair = CLIENT.test(program);
      flag = isPair ? CREDENTIALS : PASSWORD;
      continue;
    }
    if (glued?.test(value) === true && isSecret(value.slice(2))) named.set(item, 'password');
    const before = items[index - 1];
    if (flag === undefined || before?.type !== 'string' || !flag.test(before.value)) continue;
    const secret = isPair ? (PAIR.exec(value)?.[1] ?? '') : value;
    if (secret !== '' && isSecret(secret)) named.set(item, 'password');
  }
}

const isFlag = (item: JsonNode): boolean => item.type === 'string' && item.value.startsWith('-');

const MOST = 100;
const LONGEST = 300;
const PROGRAM =
  /^(?:\S{0,100}\/)?(mysql\w{0,12}|mariadb[\w-]{0,12}|sshpass|mongo(?:sh|dump|restore)?|redis-cli|valkey-cli|smbclient|sqlcmd|bcp|7z|zip|ldap\w{3,8}|winexe|mosquitto_[ps]ub|curl|wget|http|xh)$/;
const MYSQL = /^(?:mysql|mariadb)/;
const CLIENT = /^(?:curl|wget|https?|xh)$/;
const GLUED = /^-p[^\s-]/;
const PASSWORD = /^-[pawPb]$/;
const CREDENTIALS = /^(?:-[ua]|--user|--proxy-user|--auth)$/;
const PAIR = /^[^\s:/]{1,100}:([^\s/]{3,200})$/;

/** No port, database or file. */
const isSecret = (value: string): boolean =>
  !/^\d{1,5}$/.test(value) && (isPasswordLike(value) || isOpaque(value, 8));
