import { DecodeError } from '../../src/tls/reader.ts'

/** The same bytes in pieces of `size`. */
export const chunks = (stream: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(stream.length / size) }, (_, i) => stream.subarray(i * size, (i + 1) * size))

/** What a reader gives for the parts, as text, and the DecodeError that ended it. Any other error is thrown. */
export const outcomeOf = <T>(
  parts: readonly Uint8Array[],
  push: (part: Uint8Array) => Iterable<T>,
  text: (item: T) => string,
): { items: string[]; problem: string | undefined } => {
  const items: string[] = []
  try {
    for (const part of parts) for (const item of push(part)) items.push(text(item))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { items, problem: error.problem }
  }
  return { items, problem: undefined }
}
