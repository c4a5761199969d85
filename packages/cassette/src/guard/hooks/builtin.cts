type Member = ((...args: unknown[]) => unknown) & (new (...args: unknown[]) => object);
type Builtin = Record<string, Member>;

/** A builtin module without the warning that it is experimental; undefined where this Node has none of the name. */
function quietly(name: string): Builtin | undefined {
  const emitWarning = Reflect.get(process, 'emitWarning');
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule(name) as Builtin | undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

export = quietly;
