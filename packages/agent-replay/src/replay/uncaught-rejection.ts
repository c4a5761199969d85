/**
 * What ends a process of a rejection that nobody handles: the reason where it is an error, else an error about it, in
 * the words of Node. Those tell an object of another realm, as Jest's sandbox is, from one of their own; these do not.
 */
export function uncaughtRejection(reason: unknown, realm: typeof globalThis): unknown {
  if (isErrorLike(reason)) return reason;
  const error = new Error(
    `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${textOf(reason, realm)}".`,
  );
  return Object.assign(error, { name: 'UnhandledPromiseRejection', code: 'ERR_UNHANDLED_REJECTION' });
}

/** As Node has it. */
function isErrorLike(reason: unknown): boolean {
  try {
    return typeof reason === 'object' && reason !== null && Object.hasOwn(reason, 'stack');
  } catch {
    return false; // a proxy that gives nothing away
  }
}

function textOf(reason: unknown, realm: typeof globalThis): string {
  if (typeof reason === 'function') return sourceOf(reason);
  if (typeof reason !== 'object' || reason === null) return String(reason);
  const texts = [realm, globalThis].map((each) => objectText(reason, each));
  return texts.find((text) => text.startsWith('#<')) ?? texts[0] ?? '#<Object>';
}

function sourceOf(fn: object): string {
  return Reflect.apply(Reflect.get(Function.prototype, 'toString') as () => string, fn, []);
}

/** V8 itself names an object in its messages, without calling anything of the object's: `#<Order>`. */
function objectText(reason: object, { Promise: Made }: typeof globalThis): string {
  try {
    void new Made(reason as never);
  } catch (error) {
    const { message } = error as Error;
    return /^Promise resolver (.*) is not a function$/s.exec(message)?.[1] ?? '#<Object>';
  }
  return '#<Object>';
}
