/** Bytes that are not the `structure` (a message or data type of TLS or SSH) that was expected. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  readonly structure: string
  readonly problem: 'missing' | 'left-over' | 'invalid'

  constructor(
    structure: string,
    problem: 'missing' | 'left-over' | 'invalid',
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${structure}: ${detail}`, options)
    this.structure = structure
    this.problem = problem
  }
}

export const invalid = (structure: string, detail: string, cause?: unknown): DecodeError =>
  new DecodeError(structure, 'invalid', detail, { cause })

/**
 * Reads big-endian numbers and length-prefixed vectors: the presentation language of RFC 9846 §3 and, without the
 * vectors, the data types of RFC 4251 §5. Every method throws DecodeError (`missing`) when the bytes end too early.
 */
export class Reader {
  readonly #bytes: Uint8Array
  readonly #structure: string
  #offset = 0

  constructor(bytes: Uint8Array, structure: string) {
    this.#bytes = bytes
    this.#structure = structure
  }

  get left(): number {
    return this.#bytes.length - this.#offset
  }

  bytes(length: number): Uint8Array {
    if (this.left < length) {
      throw new DecodeError(this.#structure, 'missing', `${length} bytes expected, ${this.left} left`)
    }
    const view = this.#bytes.subarray(this.#offset, this.#offset + length)
    this.#offset += length
    return view
  }

  u8(): number {
    return this.bytes(1)[0] as number
  }

  u16(): number {
    const [high, low] = this.bytes(2) as unknown as [number, number]
    return (high << 8) | low
  }

  u24(): number {
    return (this.u8() << 16) | this.u16()
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16()
  }

  vector8(): Uint8Array {
    return this.bytes(this.u8())
  }

  vector16(): Uint8Array {
    return this.bytes(this.u16())
  }

  vector24(): Uint8Array {
    return this.bytes(this.u24())
  }

  rest(): Uint8Array {
    return this.bytes(this.left)
  }

  list<T>(vector: Uint8Array, read: (r: Reader) => T): T[] {
    const inner = new Reader(vector, this.#structure)
    const items: T[] = []
    while (inner.left > 0) items.push(read(inner))
    return items
  }

  invalid(detail: string): DecodeError {
    return invalid(this.#structure, detail)
  }

  /** Bytes that were not read are an error: a structure must be understood to its end. */
  end(): void {
    if (this.left > 0) throw new DecodeError(this.#structure, 'left-over', `${this.left} bytes left over`)
  }
}

export const decode = <T>(structure: string, bytes: Uint8Array, read: (r: Reader) => T): T => {
  const reader = new Reader(bytes, structure)
  const value = read(reader)
  reader.end()
  return value
}
