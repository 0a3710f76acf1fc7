import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const DECODERS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

/**
 * RFC 9110 §8.4: some servers encode although `identity` was requested. `cut-off`: the encoding is unknown or invalid.
 * Stops at `maxBytes`.
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

/** Invalid UTF-8 becomes U+FFFD (RFC 3629 §10). */
export const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)
