/** Undefined for bytes that are no text in UTF-8. */
export function readText(bytes: Uint8Array): string | undefined {
  return readTexts([bytes])?.[0];
}

/** Bytes that continue one another, as texts: a character that is cut comes with its end. */
export function readTexts(parts: readonly Uint8Array[]): string[] | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    const texts = parts.map((part, index) => decoder.decode(part, { stream: index < parts.length - 1 }));
    return texts.some((text) => text.includes('\0')) ? undefined : texts;
  } catch {
    return undefined;
  }
}
