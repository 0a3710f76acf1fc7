import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const DECODERS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

/**
 * RFC 9110 §8.4: some servers encode although `identity` was asked for. Gives the bytes, or why there are none: an
 * encoding that is not known, broken, or that swells beyond `maxBytes`, where it is stopped.
 */
export const inflate = (
  body: Buffer,
  encoding: string,
  maxBytes: number,
): Buffer | 'too-large' | 'cut-off' => {
  const name = encoding.trim().toLowerCase()
  if (!isDecoder(name)) return 'cut-off'
  try {
    return DECODERS[name](body, { maxOutputLength: maxBytes })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'cut-off'
  }
}

const isDecoder = (name: string): name is keyof typeof DECODERS => Object.hasOwn(DECODERS, name)

/** How deep arrays and objects of the network's JSON may be nested: no schema needs as much, and recursion survives it. */
const MAX_DEPTH = 128

export type Json = { value: unknown } | { problem: string }

/** JSON that may be hostile. Its depth is counted before anything recurses into it. */
export const readJson = (text: string): Json => {
  if (isTooDeep(text)) return { problem: `JSON nested deeper than ${MAX_DEPTH}` }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: 'no valid JSON' }
  }
}

/** Invalid UTF-8 becomes U+FFFD (RFC 3629 §10): it stays visible that something was there. */
export const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)

/** RFC 8259: brackets outside strings. A backslash hides the character after it. */
const isTooDeep = (text: string): boolean => {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === BACKSLASH) i++
      else if (c === QUOTE) inString = false
    } else if (c === QUOTE) inString = true
    else if (c === OPEN_ARRAY || c === OPEN_OBJECT) {
      if (++depth > MAX_DEPTH) return true
    } else if (c === CLOSE_ARRAY || c === CLOSE_OBJECT) depth--
  }
  return false
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d]
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d]
