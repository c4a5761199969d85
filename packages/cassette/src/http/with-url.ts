const refuse = {
  configurable: true,
  value: (): never => {
    throw new TypeError('immutable');
  },
};
/** Nobody changes the fields of an answer of `fetch`. */
const IMMUTABLE = { append: refuse, delete: refuse, set: refuse };

/** On a response of ours: where it is from. */
const PLACE = Symbol('place');

/** What one of `fetch` says of where it is from. */
export interface Place {
  url: string;
  redirected: boolean;
}

type Placed = Response & { [PLACE]: Place };

/** Gives a response that was made here what one of `fetch` has. */
export function withUrl(response: Response, { url, redirected }: Place): Response {
  Object.defineProperty(response, PLACE, { value: { url, redirected }, configurable: true });
  fixed(response.headers);
  return Object.setPrototypeOf(response, placedOf(Object.getPrototypeOf(response) as Response)) as Response;
}

/** By class: to define the same on each response takes as long as to make one. */
const immutable = new WeakMap<object, object>();
const placed = new WeakMap<object, object>();

/** The same fields, which nobody can change from now on. */
export function fixed(headers: Headers): Headers {
  const prototype = Object.getPrototypeOf(headers) as object;
  const known = immutable.get(prototype) ?? Object.create(prototype, IMMUTABLE);
  immutable.set(prototype, known);
  return Object.setPrototypeOf(headers, known) as Headers;
}

function placedOf(prototype: Response): object {
  const known = placed.get(prototype) ?? Object.create(prototype, answering(prototype));
  placed.set(prototype, known);
  return known;
}

function answering(prototype: Response): PropertyDescriptorMap {
  return {
    url: {
      configurable: true,
      get(this: Placed) {
        return this[PLACE].url;
      },
    },
    redirected: {
      configurable: true,
      get(this: Placed) {
        return this[PLACE].redirected;
      },
    },
    type: { configurable: true, value: 'basic' },
    clone: {
      configurable: true,
      value(this: Placed) {
        return withUrl(prototype.clone.call(this), this[PLACE]);
      },
    },
  };
}
