import { fixed, type Place, withUrl } from './with-url.ts';

/**
 * A `Response` as `fetch` gives one, of a body that is a text. Most bodies are read once, by `json()` or `text()`; a
 * stream is made of one that is read in any other way, since to make it and to read it takes several times as long as
 * all else of an answer. The class that it extends holds no body: who reads it by that one's own functions, as
 * `Response.prototype.text.call(answer)`, finds it by `readersOfAnswers`.
 */
export function unreadText(text: string, init: ResponseInit, place: Place): Response {
  const { prototype } = Response;
  // Whoever has put a way to read of its own there, to look on, is asked.
  for (let at = 0; at < WAYS.length; at += 1) {
    const way = WAYS[at] as (typeof WAYS)[number];
    if (prototype[way] !== inPlace[way]) return withUrl(new Response(text, init), place);
  }
  return new (classOf(Response))(text, init, place);
}

const WAYS = ['text', 'json', 'clone', 'arrayBuffer', 'blob', 'bytes', 'formData'] as const;
/** As they were before anybody's code. */
const NATIVE: Readonly<Pick<Response, (typeof WAYS)[number]>> = Object.fromEntries(
  WAYS.map((way) => [way, Response.prototype[way]]),
) as never;

/** How `Response.prototype` reads while answers of this kind are given. */
let inPlace = NATIVE;

/** What `Response.prototype` says of a response, beside what it reads. */
const SAYS = ['body', 'bodyUsed', 'url', 'redirected', 'type'] as const;

/**
 * Lets the functions of `Response.prototype` read such an answer as its own do.
 *
 * @returns puts back what they were
 */
export function readersOfAnswers(): () => void {
  const { prototype } = Response;
  if (WAYS.some((way) => prototype[way] !== NATIVE[way])) return () => undefined;
  const undo: (() => void)[] = [];
  const put = (
    key: (typeof WAYS | typeof SAYS)[number],
    ask: (answer: Response) => unknown,
    ofOthers: (native: Callable, self: unknown, args: unknown[]) => unknown = Reflect.apply,
  ): void => {
    const before = Object.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
    const member = before.get === undefined ? 'value' : 'get';
    const shim = new Proxy(before[member] as Callable, {
      apply: (native, self, args: unknown[]) => (isUnread(self) ? ask(self) : ofOthers(native, self, args)),
    });
    Object.defineProperty(prototype, key, { ...before, [member]: shim });
    undo.push(() => {
      // Somebody else's that was put over it stays.
      if (Object.getOwnPropertyDescriptor(prototype, key)?.[member] === shim)
        Object.defineProperty(prototype, key, before);
    });
  };
  for (const way of WAYS) put(way, (self) => self[way](), way === 'json' ? readJson : undefined);
  for (const key of SAYS) put(key, (self) => self[key]);
  inPlace = Object.fromEntries(WAYS.map((way) => [way, prototype[way]])) as never;
  return () => {
    inPlace = NATIVE;
    for (const step of undo) step();
  };
}

/** Where the agent has a realm of its own. */
let parse: ((text: string) => unknown) | undefined;

/** Lets `json()` of responses be made by another realm's parser while a tape is open; returns the undo. */
export function readJsonBy(theirs: (text: string) => unknown): () => void {
  parse = theirs;
  return () => {
    parse = undefined;
  };
}

function readJson(native: Callable, self: unknown, args: unknown[]): unknown {
  if (parse === undefined) return Reflect.apply(native, self, args);
  return NATIVE.text.call(self as Response).then(parse);
}

type Callable = (...args: unknown[]) => unknown;

/** On what all answers of this kind inherit. */
const UNREAD = Symbol('unread');

function isUnread(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && UNREAD in value;
}

type Unread = new (text: string, init: ResponseInit, place: Place) => Response;

/** By the class of the answers: whoever puts another in the place of the global one asks for its instances. */
const classes = new WeakMap<typeof Response, Unread>();

function classOf(Base: typeof Response): Unread {
  const known = classes.get(Base) ?? unreadClass(Base);
  classes.set(Base, known);
  return known;
}

/** What a response without a body says. */
type Head = new (
  body: null,
  init: ResponseInit,
) => Pick<Response, 'status' | 'statusText'> & {
  get headers(): Headers;
};

function unreadClass(Base: typeof Response): Unread {
  class UnreadText extends (Base as Head) implements Pick<Response, Own> {
    readonly #text: string;
    readonly #place: Place;
    #isRead = false;
    #whole: Response | undefined;
    #headers: Headers | undefined;

    constructor(text: string, init: ResponseInit, place: Place) {
      super(null, init);
      this.#text = text;
      this.#place = place;
    }

    get url() {
      return this.#place.url;
    }

    get redirected() {
      return this.#place.redirected;
    }

    get type() {
      return 'basic' as const;
    }

    override get headers() {
      // The class of somebody who intercepts looks at them while it makes the response.
      if (!(#place in this)) return super.headers;
      return (this.#headers ??= fixed(super.headers));
    }

    /** The same with its stream, which counts from then on. */
    #made(): Response {
      if (this.#whole === undefined) {
        const { status, statusText, headers } = this;
        this.#whole = new Base(this.#text, { status, statusText, headers });
        if (this.#isRead) void this.#whole.text();
      }
      return this.#whole;
    }

    /** The text, for its first reader; undefined where it has to be asked of the stream. */
    #take(): string | undefined {
      if (this.#isRead || this.#whole !== undefined) return undefined;
      this.#isRead = true;
      return decoded(this.#text);
    }

    get body() {
      return this.#made().body;
    }

    get bodyUsed() {
      return this.#whole?.bodyUsed ?? this.#isRead;
    }

    clone() {
      return withUrl(this.#made().clone(), this.#place);
    }

    async text() {
      return this.#take() ?? this.#made().text();
    }

    async json(): Promise<unknown> {
      const text = this.#take();
      return text === undefined ? this.#made().json() : (parse ?? JSON.parse)(text);
    }

    arrayBuffer() {
      return this.#made().arrayBuffer();
    }

    blob() {
      return this.#made().blob();
    }

    bytes() {
      return this.#made().bytes();
    }

    formData() {
      return this.#made().formData();
    }
  }
  Object.defineProperty(UnreadText.prototype, 'constructor', { value: Base });
  Object.defineProperty(UnreadText.prototype, UNREAD, { value: true });
  return UnreadText as unknown as Unread;
}

type Own = 'body' | 'bodyUsed' | 'clone' | 'text' | 'json' | 'arrayBuffer' | 'blob' | 'bytes' | 'formData';

/** As UTF-8 gives it back (https://encoding.spec.whatwg.org/#utf-8-decode): without a mark of byte order. */
function decoded(text: string): string {
  return (text.startsWith('\uFEFF') ? text.slice(1) : text).toWellFormed();
}
