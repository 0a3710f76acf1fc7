/** Cut in two at every place, and byte by byte: chunks may end anywhere. */
export const pieces = (text: string): Uint8Array[][] => {
  const bytes = Buffer.from(text)
  const cuts = Array.from({ length: bytes.length }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)])
  return [...cuts, Array.from(bytes, (byte) => Uint8Array.of(byte))]
}
