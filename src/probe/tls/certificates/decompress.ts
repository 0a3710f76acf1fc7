import { brotliDecompressSync, constants, inflateSync, zstdDecompressSync } from 'node:zlib'
import table from '../../../registry/tls/messages/certificateCompression.json' with { type: 'json' }

/** RFC 8879 §7.3: CertificateCompressionAlgorithm. */
export const COMPRESSION = table.algorithms

/**
 * RFC 8879 §4: decompresses at most `length` bytes. Throws where there are more, or where the bytes cannot be decompressed.
 * Undefined: the algorithm was not offered.
 */
export const decompress = (algorithm: number, bytes: Uint8Array, length: number): Uint8Array | undefined =>
  DECOMPRESS[algorithm]?.(bytes, length)

/** RFC 8878 §3.1.1.1.2: 8 MB, which every decoder should support. A frame may ask for more memory. */
const ZSTD_WINDOW_LOG = 23

/** Brotli's window has at most 16 MB. */
const DECOMPRESS: Readonly<Record<number, (bytes: Uint8Array, maxOutputLength: number) => Uint8Array>> = {
  [COMPRESSION.zlib]: (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }),
  [COMPRESSION.brotli]: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
  [COMPRESSION.zstd]: (bytes, maxOutputLength) =>
    zstdDecompressSync(bytes, {
      maxOutputLength,
      params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
    }),
}
