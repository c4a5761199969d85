interface Owner {
  destroy?: (error: Error) => unknown;
  emit?: (event: string, ...values: unknown[]) => boolean;
  listenerCount?: (event: string) => number;
  _host?: unknown;
}

/** The socket or process that a handle of Node's bindings belongs to. */
function ownerOf(handle: object): Owner | undefined {
  const key = Object.getOwnPropertySymbols(handle).find(({ description }) => description === 'owner_symbol');
  const owner: unknown = key === undefined ? Reflect.get(handle, 'owner') : Reflect.get(handle, key);
  return typeof owner === 'object' && owner !== null ? owner : undefined;
}

export = ownerOf;
