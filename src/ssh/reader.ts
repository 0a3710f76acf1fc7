import { SshDecodeError } from './decodeError.ts'

/** Reads the data types of RFC 4251 §5. Every method throws SshDecodeError when the bytes end too early. */
export class SshReader {
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
      throw new SshDecodeError(this.#structure, 'missing', `${length} bytes expected, ${this.left} left`)
    }
    const view = this.#bytes.subarray(this.#offset, this.#offset + length)
    this.#offset += length
    return view
  }

  byte(): number {
    return this.bytes(1)[0] as number
  }

  uint32(): number {
    const view = this.bytes(4)
    return new DataView(view.buffer, view.byteOffset, 4).getUint32(0)
  }

  /** Any value but 0 is true. */
  boolean(): boolean {
    return this.byte() !== 0
  }

  /** Names of printable US-ASCII, separated by commas; none of them empty. */
  nameList(): string[] {
    const content = this.bytes(this.uint32())
    if (content.length === 0) return []
    if (content.some((c) => c <= SPACE || c >= DELETE)) {
      throw new SshDecodeError(this.#structure, 'invalid', 'a name-list that is not printable US-ASCII')
    }
    const names = String.fromCharCode(...content).split(',')
    if (names.includes('')) throw new SshDecodeError(this.#structure, 'invalid', 'an empty name')
    return names
  }

  end(): void {
    if (this.left > 0) {
      throw new SshDecodeError(this.#structure, 'left-over', `${this.left} bytes left over`)
    }
  }
}

const [SPACE, DELETE] = [0x20, 0x7f]
