/** Encoders give parts, and `concat` joins them: a message is written as it is nested in the specification. */
export type Part = Uint8Array | readonly Part[]

export const concat = (...parts: readonly Part[]): Uint8Array => prefixed(0, parts)

export const u8 = (value: number): Uint8Array => number(1, value)
export const u16 = (value: number): Uint8Array => number(2, value)
export const u24 = (value: number): Uint8Array => number(3, value)
export const u32 = (value: number): Uint8Array => number(4, value)

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
export const vector8 = (...parts: readonly Part[]): Uint8Array => prefixed(1, parts)
export const vector16 = (...parts: readonly Part[]): Uint8Array => prefixed(2, parts)
export const vector24 = (...parts: readonly Part[]): Uint8Array => prefixed(3, parts)

/** Measured first and written once: a sweep writes tens of thousands of hellos a second. */
const prefixed = (width: 0 | 1 | 2 | 3, parts: readonly Part[]): Uint8Array => {
  const length = lengthOf(parts)
  if (width > 0 && length >= 2 ** (8 * width)) {
    throw new RangeError(`${length} bytes do not fit a ${8 * width}-bit length`)
  }
  const out = new Uint8Array(width + length)
  put(out, 0, width, length)
  copy(out, width, parts)
  return out
}

const lengthOf = (parts: readonly Part[]): number => {
  let length = 0
  for (const part of parts) length += part instanceof Uint8Array ? part.length : lengthOf(part)
  return length
}

/** Gives the offset behind what was written. */
const copy = (out: Uint8Array, start: number, parts: readonly Part[]): number => {
  let offset = start
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      out.set(part, offset)
      offset += part.length
    } else offset = copy(out, offset, part)
  }
  return offset
}

const number = (width: 1 | 2 | 3 | 4, value: number): Uint8Array => {
  const out = new Uint8Array(width)
  put(out, 0, width, value)
  return out
}

/** Big-endian. */
const put = (out: Uint8Array, offset: number, width: number, value: number): void => {
  for (let i = width - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 0x100)) out[offset + i] = rest
}

export const ascii = (text: string): Uint8Array => {
  const out = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i)
  return out
}
