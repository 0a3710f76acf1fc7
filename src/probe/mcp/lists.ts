import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { McpFacts, Prompt, Resource, ResourceTemplate, Tool } from '../../model/mcp.ts'
import type { State } from '../../model/state.ts'
import type { Channel } from './channel.ts'
import type { McpContact, Reply } from './contact.ts'
import { isObject, type JsonObject } from './message.ts'

export type Lists = Pick<
  McpFacts,
  'tools' | 'resources' | 'resourceTemplates' | 'prompts' | 'lists' | 'toolsHash'
>

export const noLists = (): Lists => ({
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  lists: {
    tools: 'not-tested',
    resources: 'not-tested',
    resourceTemplates: 'not-tested',
    prompts: 'not-tested',
  },
  toolsHash: undefined,
})

/** Everything that a server says it lists, page by page. What is not among its capabilities is not asked for. */
export const readLists = async (
  contact: McpContact,
  channel: Channel,
  capabilities: JsonObject,
  deadline: number,
): Promise<Lists> => {
  const found = noLists()
  const read = async (name: keyof McpFacts['lists'], method: string, key: string): Promise<Pages> => {
    const pages = await readPages(contact, channel, { method, key, deadline })
    found.lists[name] = pages.state
    return pages
  }
  if (capabilities['tools'] !== undefined) {
    const pages = await read('tools', 'tools/list', 'tools')
    found.tools = distinct(contact, 'tools/list', pages.items, toolOf, ({ name }) => name)
    if (pages.complete) found.toolsHash = hashOf(contact, pages.items)
  }
  if (capabilities['resources'] !== undefined) {
    const { items } = await read('resources', 'resources/list', 'resources')
    found.resources = distinct(contact, 'resources/list', items, resourceOf, ({ uri }) => uri)
    const method = 'resources/templates/list'
    const templates = await read('resourceTemplates', method, 'resourceTemplates')
    found.resourceTemplates = distinct(
      contact,
      method,
      templates.items,
      templateOf,
      ({ uriTemplate }) => uriTemplate,
    )
  }
  if (capabilities['prompts'] !== undefined) {
    const { items } = await read('prompts', 'prompts/list', 'prompts')
    found.prompts = distinct(contact, 'prompts/list', items, promptOf, ({ name }) => name)
  }
  return found
}

type Pages = { state: State; items: unknown[]; complete: boolean }
type Listing = { method: string; key: string; deadline: number }

const readPages = async (
  contact: McpContact,
  channel: Channel,
  { method, key, deadline }: Listing,
): Promise<Pages> => {
  const { cuts, peer } = contact
  const { limits } = cuts
  const pages: Pages = { state: 'not-tested', items: [], complete: false }
  const cursors = new Set<string>()
  let cursor: string | undefined
  const stop = (why: string): Pages => {
    cuts.note(method, `${why}: the list ends here`)
    return pages
  }
  for (let page = 1; ; page++) {
    if (page > limits.pages) return stop(`more than ${limits.pages} pages`)
    if (performance.now() > deadline) return stop('no time left')
    if (peer.bytes > limits.totalBytes) return stop(`more than ${limits.totalBytes} bytes from this endpoint`)
    const reply = await channel.call(method, cursor === undefined ? {} : { cursor }, limits.pageBytes)
    if (page === 1) pages.state = stateOf(reply)
    if (reply.kind !== 'result') return stop(page === 1 ? inWords(reply) : `page ${page}: ${inWords(reply)}`)
    const items = reply.result[key]
    if (!Array.isArray(items)) return stop(`page ${page} holds no "${key}"`)
    for (const item of items) {
      if (pages.items.length >= limits.items) return stop(`more than ${limits.items} entries`)
      pages.items.push(item)
    }
    const next = reply.result['nextCursor']
    if (next === undefined || next === null) return { ...pages, complete: true }
    if (typeof next !== 'string' || next.length > limits.uri) return stop('a cursor that is none')
    if (cursors.has(next)) return stop('a cursor came a second time')
    cursors.add(next)
    cursor = next
  }
}

const stateOf = (reply: Reply): State => {
  if (reply.kind === 'result') return 'accepted'
  if (reply.kind !== 'failed') return 'refused'
  return reply.state === 'timed-out' ? 'timed-out' : 'cut-off'
}

const inWords = (reply: Exclude<Reply, { kind: 'result' }>): string => {
  if (reply.kind === 'error') return `JSON-RPC error ${reply.code}`
  return reply.kind === 'http' ? reply.problem : reply.detail
}

/** Entries that are what they should be, each key once: the first one counts. */
const distinct = <T>(
  contact: McpContact,
  method: string,
  items: readonly unknown[],
  read: (contact: McpContact, item: JsonObject, where: string) => T | undefined,
  keyOf: (item: T) => string,
): T[] => {
  const byKey = new Map<string, T>()
  for (const [index, item] of items.entries()) {
    const where = `${method}[${index}]`
    const entry = isObject(item) ? read(contact, item, where) : undefined
    if (entry === undefined) contact.cuts.note(where, 'no valid entry, left out')
    else if (byKey.has(keyOf(entry))) contact.cuts.note(where, 'the same name as an earlier entry, left out')
    else byKey.set(keyOf(entry), entry)
  }
  return [...byKey.values()]
}

const toolOf = ({ cuts }: McpContact, item: JsonObject, where: string): Tool | undefined => {
  const name = cuts.text(`${where}.name`, item['name'], cuts.limits.name)
  if (name === undefined) return undefined
  const outputSchema = cuts.object(`${where}.outputSchema`, item['outputSchema'])
  const annotations = cuts.object(`${where}.annotations`, item['annotations'])
  return {
    name,
    ...words(cuts, item, where),
    inputSchema: cuts.object(`${where}.inputSchema`, item['inputSchema']) ?? {},
    ...(outputSchema && { outputSchema }),
    ...(annotations && { annotations }),
  }
}

type Words = Pick<Tool, 'title' | 'description'>

const words = (cuts: McpContact['cuts'], item: JsonObject, where: string): Words => {
  const title = cuts.text(`${where}.title`, item['title'], cuts.limits.name)
  const description = cuts.text(`${where}.description`, item['description'], cuts.limits.description)
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }) }
}

const about = (cuts: McpContact['cuts'], item: JsonObject, where: string): Omit<Resource, 'uri'> => {
  const name = cuts.text(`${where}.name`, item['name'], cuts.limits.name)
  const mimeType = cuts.text(`${where}.mimeType`, item['mimeType'], cuts.limits.name)
  return {
    ...(name !== undefined && { name }),
    ...words(cuts, item, where),
    ...(mimeType !== undefined && { mimeType }),
  }
}

const resourceOf = ({ cuts }: McpContact, item: JsonObject, where: string): Resource | undefined => {
  const uri = cuts.text(`${where}.uri`, item['uri'], cuts.limits.uri)
  return uri === undefined ? undefined : { uri, ...about(cuts, item, where) }
}

const templateOf = ({ cuts }: McpContact, item: JsonObject, where: string): ResourceTemplate | undefined => {
  const uriTemplate = cuts.text(`${where}.uriTemplate`, item['uriTemplate'], cuts.limits.uri)
  return uriTemplate === undefined ? undefined : { uriTemplate, ...about(cuts, item, where) }
}

const MAX_ARGUMENTS = 64

const promptOf = ({ cuts }: McpContact, item: JsonObject, where: string): Prompt | undefined => {
  const name = cuts.text(`${where}.name`, item['name'], cuts.limits.name)
  if (name === undefined) return undefined
  const listed = Array.isArray(item['arguments']) ? item['arguments'].filter(isObject) : undefined
  if (listed && listed.length > MAX_ARGUMENTS) cuts.note(`${where}.arguments`, `cut to ${MAX_ARGUMENTS}`)
  const prompt: Prompt = { name, ...words(cuts, item, where) }
  if (!listed) return prompt
  return {
    ...prompt,
    arguments: listed.slice(0, MAX_ARGUMENTS).map((one, index) => {
      const place = `${where}.arguments[${index}]`
      const { description } = words(cuts, one, place)
      return {
        name: cuts.text(`${place}.name`, one['name'], cuts.limits.name) ?? '',
        ...(description !== undefined && { description }),
        ...(typeof one['required'] === 'boolean' && { required: one['required'] }),
      }
    }),
  }
}

/** The list as it came, uncut, sorted by name and then by content: the order of a server's answer means nothing. */
const hashOf = ({ cuts }: McpContact, items: readonly unknown[]): string | undefined => {
  try {
    const sorted = items
      .map((item) => ({ item, name: nameOf(item), text: canonicalize(item) ?? '' }))
      .sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text))
    return createHash('sha256')
      .update(canonicalize(sorted.map(({ item }) => item)) ?? '')
      .digest('hex')
  } catch {
    // RFC 8785 §3.2.2.2: no canonical form for half of a surrogate pair.
    cuts.note('tools/list', 'text that is no Unicode: no hash')
    return undefined
  }
}

const nameOf = (item: unknown): string =>
  isObject(item) && typeof item['name'] === 'string' ? item['name'] : ''

/** RFC 8785 §3.2.3: by UTF-16 code units. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
