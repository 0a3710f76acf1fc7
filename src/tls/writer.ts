/** Encoders give parts, and `concat` joins them: a message is written as it is nested in the specification. */
export type Part = Uint8Array | readonly Part[]

export const concat = (...parts: readonly Part[]): Uint8Array => {
  const flat: Uint8Array[] = []
  let length = 0
  const walk = (part: Part): void => {
    if (part instanceof Uint8Array) {
      flat.push(part)
      length += part.length
    } else {
      for (const inner of part) walk(inner)
    }
  }
  for (const part of parts) walk(part)
  const out = new Uint8Array(length)
  let offset = 0
  for (const bytes of flat) {
    out.set(bytes, offset)
    offset += bytes.length
  }
  return out
}

export const u8 = (value: number): Uint8Array => Uint8Array.of(value)
export const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value)
export const u24 = (value: number): Uint8Array => Uint8Array.of(value >>> 16, value >>> 8, value)
export const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)

/** A list of 16-bit numbers: most of a hello is that, so it is written in one piece. */
export const u16s = (values: readonly number[]): Uint8Array => {
  const out = new Uint8Array(values.length * 2)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    out[2 * i] = value >>> 8
    out[2 * i + 1] = value
  }
  return out
}

/** Length-prefixed vectors (RFC 9846 §3.4). Throw RangeError where the content does not fit its prefix. */
export const vector8 = (...parts: readonly Part[]): Uint8Array => prefixed(1, concat(...parts))
export const vector16 = (...parts: readonly Part[]): Uint8Array => prefixed(2, concat(...parts))
export const vector24 = (...parts: readonly Part[]): Uint8Array => prefixed(3, concat(...parts))

const LENGTH_WRITERS = { 1: u8, 2: u16, 3: u24 } as const

const prefixed = (width: 1 | 2 | 3, content: Uint8Array): Uint8Array => {
  if (content.length >= 2 ** (8 * width)) {
    throw new RangeError(`${content.length} bytes do not fit a ${8 * width}-bit length`)
  }
  return concat(LENGTH_WRITERS[width](content.length), content)
}

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
