import type { InventoryEndpoint } from '../../model/inventory.ts'
import { parseBounded } from '../../model/text/boundedJson.ts'

/** Characters of JSON from which a list is stored by itself. Most endpoints are shorter as a whole. */
export const SHARED_FROM = 16_384

/** The lists that a server can make long, and that many endpoints of one server share. */
const LISTS = [
  'tools',
  'resources',
  'resourceTemplates',
  'prompts',
  'truncated',
  'authorizationServers',
  'chains',
] as const

type ListName = (typeof LISTS)[number]

/** What has them: in a document, a number may stand for each. */
type Holder = { [Name in ListName]?: unknown }

type Holders = {
  mcp?: Holder | undefined
  oauth?: Holder | undefined
  addresses: readonly { tls?: Holder | undefined }[]
}

/** The endpoint with numbers in the place of its long lists; undefined without any. `numberOf`: of the JSON of one. */
export const withoutLists = (endpoint: InventoryEndpoint, numberOf: (json: string) => number): unknown => {
  let any = false
  const short = (holder: Holder): Holder => {
    const changed = { ...holder }
    for (const name of namesIn(holder)) {
      const json = JSON.stringify(holder[name])
      if (json.length < SHARED_FROM) continue
      changed[name] = numberOf(json)
      any = true
    }
    return changed
  }
  const { mcp, oauth, addresses } = endpoint
  const all = {
    ...endpoint,
    addresses: addresses.map((one) => (one.tls ? { ...one, tls: short(one.tls) } : one)),
    ...(mcp && { mcp: short(mcp) }),
    ...(oauth && { oauth: short(oauth) }),
  }
  return any ? all : undefined
}

/**
 * Returns a function that reads an endpoint from its document: it puts the lists back, then `read` checks the whole. A list that
 * several endpoints have is parsed for the first of them, and the others get the same array. The function does not itself
 * keep a list in memory: when none of its endpoints is in memory any more, the next one parses it again.
 *
 * `json`: the JSON of the list with this number.
 */
export const listReader = (
  json: (number: number) => string,
  read: (document: unknown) => InventoryEndpoint,
): ((document: unknown) => InventoryEndpoint) => {
  const known = new Map<string, WeakRef<object>>()
  return (document) => {
    const places = holdersOf(document as Holders).map((holder) =>
      namesIn(holder).flatMap((name) => {
        const number = holder[name]
        if (typeof number !== 'number') return []
        const key = `${name} ${number}`
        const list = known.get(key)?.deref()
        holder[name] = list ? [] : parseBounded(json(number))
        return [{ name, key, list }]
      }),
    )
    const endpoint = read(document)
    for (const [i, holder] of holdersOf(endpoint).entries())
      for (const { name, key, list } of places[i] ?? []) {
        if (list) holder[name] = list
        else known.set(key, new WeakRef(holder[name] as object))
      }
    return endpoint
  }
}

const namesIn = (holder: Holder): ListName[] => LISTS.filter((name) => holder[name] !== undefined)

const holdersOf = ({ mcp, oauth, addresses }: Holders): Holder[] =>
  [mcp, oauth, ...addresses.map(({ tls }) => tls)].filter((holder) => holder !== undefined)
