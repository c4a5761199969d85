// What each run of the bench records.
// A writer lives long: both sides are measured when their code has been compiled.
export const COMPILED = Number(process.env.BENCH_WARM ?? 500);

/** An event of about 450 bytes. */
export function data(index) {
  return {
    name: `step ${index}`,
    data: { text: 'The quick brown fox jumps over the lazy dog. '.repeat(8), index },
  };
}

export function only({ data: kept }) {
  return { data: kept };
}

const AT = new Date().toISOString();

/** What the store keeps of such an event: as many bytes, so that all write the same. */
export function stored(run_id, seq) {
  const { data: kept } = data(seq);
  return JSON.stringify({ kind: 'x_step', data: kept, run_id, seq, at: AT });
}
