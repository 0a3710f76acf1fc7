const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN, CLOSE] = Buffer.from('"\\[]{}')

/**
 * Hands over the text of each endpoint of an inventory, and returns the rest of the document with `0` in the place of
 * each: texts and values of a large inventory are then not in memory as a whole, next to what is made of them. What is
 * not JSON comes back as parts that are not JSON either.
 */
export const splitInventory = (bytes: Buffer, endpoint: (text: string) => void): string => {
  const rest: string[] = []
  let [depth, start, taken] = [0, 0, 0]
  let isAmongThem = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === OPEN || byte === OPEN_ARRAY) {
      if (depth === 1) isAmongThem = byte === OPEN_ARRAY && followsName(bytes, at)
      if (depth === 2) start = at
      depth++
    } else if (byte === CLOSE || byte === CLOSE_ARRAY) {
      depth--
      if (depth !== 2 || !isAmongThem) continue
      rest.push(bytes.toString('utf8', taken, start), '0')
      endpoint(bytes.toString('utf8', start, at + 1))
      taken = at + 1
    }
  }
  return [...rest, bytes.toString('utf8', taken)].join('')
}

const endOfString = (bytes: Buffer, start: number): number => {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

const followsName = (bytes: Buffer, at: number): boolean =>
  /"endpoints"\s*:\s*$/.test(bytes.toString('latin1', Math.max(0, at - 40), at))
