/** As it was when the runs failed: says done and writes nothing. */
export async function report(context, text) {
  return text;
}
