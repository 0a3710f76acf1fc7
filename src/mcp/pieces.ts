/** Bytes of the buffers that pieces are copied into. */
const LEAST = 1_024
const MOST = 1_048_576

/** Bytes that come in pieces. They are copied together: as objects, pieces of one byte would cost hundreds of bytes each. */
export class Pieces {
  length = 0
  #full: Uint8Array[] = []
  #tail: Buffer = EMPTY
  #used = 0

  add(piece: Uint8Array): void {
    const isFirst = this.length === 0
    this.length += piece.length
    // Most messages are one piece.
    if (isFirst) this.#full = [piece]
    else this.#copy(piece)
  }

  /** All of them, which are forgotten. */
  take(): Buffer {
    const [first = EMPTY] = this.#full
    const bytes =
      this.#tail.length > 0
        ? Buffer.concat([...this.#full, this.#tail.subarray(0, this.#used)])
        : asBuffer(first)
    this.length = 0
    this.#full = []
    this.#tail = EMPTY
    this.#used = 0
    return bytes
  }

  #copy(piece: Uint8Array): void {
    for (let from = 0; from < piece.length; ) {
      if (this.#used === this.#tail.length) {
        if (this.#used > 0) this.#full.push(this.#tail)
        this.#tail = Buffer.allocUnsafe(Math.min(Math.max(this.length, LEAST), MOST))
        this.#used = 0
      }
      const part = piece.subarray(from, from + this.#tail.length - this.#used)
      this.#tail.set(part, this.#used)
      this.#used += part.length
      from += part.length
    }
  }
}

const EMPTY = Buffer.alloc(0)

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
