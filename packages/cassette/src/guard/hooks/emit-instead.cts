interface Emitter {
  emit?: (event: string, ...values: unknown[]) => boolean;
}

/** Puts our error in the place of the one that Node makes for an emitter's next `error` event. */
function emitInstead(owner: Emitter | undefined, error: (made: unknown) => Error): void {
  const emit = owner?.emit;
  if (owner === undefined || emit === undefined) return;
  owner.emit = function (event, ...values) {
    if (event !== 'error') return emit.call(this, event, ...values);
    owner.emit = emit;
    return emit.call(this, 'error', error(values[0]));
  };
}

export = emitInstead;
