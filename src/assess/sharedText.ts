/**
 * Equal texts as one string: of many endpoints most findings read alike, and inventories are held in memory. Some texts
 * come from the network: only so many are remembered.
 */
export const shared = (text: string): string => {
  const known = KNOWN.get(text)
  if (known !== undefined) return known
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear()
  KNOWN.set(text, text)
  return text
}

const KNOWN = new Map<string, string>()
const MAX_KNOWN = 1000
