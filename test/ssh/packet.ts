/** RFC 4253 §6 and §7.1, written by hand: the other side of the codec under test. */
const LISTS = 10

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const nameList = (names: string): Buffer => Buffer.concat([uint32(names.length), Buffer.from(names)])

/** A KEXINIT with these lists, in wire order; those that are not given are empty. */
export const kexInit = (...lists: string[]): Buffer =>
  Buffer.concat([
    Buffer.of(20),
    Buffer.alloc(16, 0xab),
    ...Array.from({ length: LISTS }, (_, index) => nameList(lists[index] ?? '')),
    Buffer.of(0),
    uint32(0),
  ])

/** The payload with padding to a multiple of eight, four bytes of it at least. */
export const packet = (payload: Buffer): Buffer => {
  const padding = 4 + ((8 - ((5 + payload.length + 4) % 8)) % 8)
  return Buffer.concat([
    uint32(payload.length + padding + 1),
    Buffer.of(padding),
    payload,
    Buffer.alloc(padding, 0xcd),
  ])
}
