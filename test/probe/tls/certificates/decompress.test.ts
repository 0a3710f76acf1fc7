import { brotliCompressSync, constants, deflateSync, zstdCompressSync } from 'node:zlib'
import { expect } from 'chai'
import { COMPRESSION, decompress } from '../../../../src/probe/tls/certificates/decompress.ts'
import { decodeCompressedCertificate } from '../../../../src/tls/authentication.ts'
import { MAX_HANDSHAKE_MESSAGE } from '../../../../src/tls/handshake.ts'
import { DecodeError } from '../../../../src/tls/reader.ts'
import { concat, u16, u24, vector24 } from '../../../../src/tls/writer.ts'

const COMPRESS = { zlib: deflateSync, brotli: brotliCompressSync, zstd: zstdCompressSync }

const MESSAGE = Uint8Array.from({ length: 5000 }, (_, i) => i % 7)

const compressed = (algorithm: number, length: number, bytes: Uint8Array): Uint8Array =>
  concat(u16(algorithm), u24(length), vector24(bytes))

describe('CompressedCertificate', () => {
  for (const [name, compress] of Object.entries(COMPRESS)) {
    const algorithm = COMPRESSION[name as keyof typeof COMPRESS]

    it(`is decompressed by ${name}, and says how long it was`, () => {
      const body = compressed(algorithm, MESSAGE.length, compress(MESSAGE))
      const found = decodeCompressedCertificate(body, decompress)
      expect(found).to.include({ algorithm, compressedLength: body.length })
      expect(Buffer.compare(found.certificate, MESSAGE)).to.equal(0)
    })

    it(`is refused where ${name} gives more or less than it states`, () => {
      for (const length of [0, 1, MESSAGE.length - 1, MESSAGE.length + 1]) {
        const body = compressed(algorithm, length, compress(MESSAGE))
        expect(() => decodeCompressedCertificate(body, decompress), String(length)).to.throw(DecodeError)
      }
    })

    it(`of a gigabyte is refused before it is one, by ${name}`, () => {
      const bomb = compress(new Uint8Array(64 * 1024 * 1024))
      const before = process.memoryUsage().arrayBuffers
      for (const length of [MAX_HANDSHAKE_MESSAGE, 0xff_ffff]) {
        const body = compressed(algorithm, length, bomb.subarray(0, MAX_HANDSHAKE_MESSAGE - 100))
        expect(() => decodeCompressedCertificate(body, decompress)).to.throw(DecodeError)
      }
      expect(process.memoryUsage().arrayBuffers - before).to.be.below(4 * MAX_HANDSHAKE_MESSAGE)
    })
  }

  it('is refused where zstd asks for more memory than every decoder has', () => {
    const params = { [constants.ZSTD_c_windowLog]: 24, [constants.ZSTD_c_contentSizeFlag]: 0 }
    const frame = zstdCompressSync(MESSAGE, { params })
    const large = concat(frame)
    // RFC 8878 §3.1.1.1.2: the window descriptor follows the frame header descriptor; 2^30 bytes.
    large[4] = 0
    large[5] = 20 << 3
    expect(() =>
      decodeCompressedCertificate(compressed(COMPRESSION.zstd, MESSAGE.length, large), decompress),
    ).to.throw(DecodeError, /cannot be decompressed/)
  })

  it('is refused with an algorithm that was not offered, or with nonsense', () => {
    expect(() => decodeCompressedCertificate(compressed(9, 3, MESSAGE.subarray(0, 3)), decompress)).to.throw(
      DecodeError,
      'the algorithm 9, which was not offered',
    )
    for (const algorithm of Object.values(COMPRESSION))
      expect(() => decodeCompressedCertificate(compressed(algorithm, 100, MESSAGE), decompress)).to.throw(
        DecodeError,
      )
  })
})
