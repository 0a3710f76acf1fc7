/** How a code point without a name is shown. An unknown number never makes a scan fail. */
export const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`

/** RFC 8701 §2: 0x0a0a, 0x1a1a … 0xfafa are sent to test that peers ignore unknown values, in every 16-bit registry of TLS. */
export const isGrease = (value: number): boolean =>
  value >> 8 === (value & 0xff) && (value & 0x0f) === 0x0a && value <= 0xfafa

export const unnamed = (value: number): string => (isGrease(value) ? `GREASE ${hex16(value)}` : hex16(value))
