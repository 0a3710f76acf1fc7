import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { McpFacts, Prompt, Resource, ResourceTemplate, Tool } from '../../model/mcp.ts'
import type { State } from '../../model/state.ts'
import type { Channel } from './channel.ts'
import { type McpContact, problemOf, type Reply } from './contact.ts'
import type { Truncation } from './limits.ts'

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

export const readLists = async (
  contact: McpContact,
  channel: Channel,
  capabilities: JsonObject,
  deadline: number,
): Promise<Lists> => {
  const found = noLists()
  const read = async <Key extends string, Entry extends { [key in Key]: string }>(
    name: keyof McpFacts['lists'],
    method: string,
    key: Key,
    entryOf: (item: Item) => Entry,
  ): Promise<Entry[]> => {
    const pages = await readPages(contact, channel, { method, key: name, deadline })
    found.lists[name] = pages.state
    const entries = distinct(contact, method, pages.items, key, entryOf)
    if (name === 'tools' && pages.complete) found.toolsHash = hashOf(contact, pages.items)
    return entries
  }
  if (capabilities['tools'] !== undefined) {
    found.tools = await read('tools', 'tools/list', 'name', toolOf)
  }
  if (capabilities['resources'] !== undefined) {
    found.resources = await read('resources', 'resources/list', 'uri', resourceOf)
    const method = 'resources/templates/list'
    found.resourceTemplates = await read('resourceTemplates', method, 'uriTemplate', templateOf)
  }
  if (capabilities['prompts'] !== undefined) {
    found.prompts = await read('prompts', 'prompts/list', 'name', promptOf)
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
  const { truncation, peer } = contact
  const { limits } = truncation
  const pages: Pages = { state: 'not-tested', items: [], complete: false }
  const cursors = new Set<string>()
  let cursor: string | undefined
  const stop = (why: string): Pages => {
    truncation.note(method, `${why}: the list ends here`)
    return pages
  }
  for (let page = 1; ; page++) {
    if (page > limits.pages) return stop(`more than ${limits.pages} pages`)
    if (performance.now() > deadline) return stop('no time left')
    if (peer.bytes > limits.totalBytes) return stop(`more than ${limits.totalBytes} bytes from this endpoint`)
    const reply = await channel.call(method, cursor === undefined ? {} : { cursor }, limits.pageBytes)
    if (page === 1) pages.state = stateOf(reply)
    if (reply.kind !== 'result') return stop(`${page === 1 ? '' : `page ${page}: `}${problemOf(reply)}`)
    const items = reply.result[key]
    if (!Array.isArray(items)) return stop(`page ${page} has no "${key}"`)
    for (const item of items) {
      if (pages.items.length >= limits.items) return stop(`more than ${limits.items} entries`)
      pages.items.push(item)
    }
    const next = reply.result['nextCursor']
    if (next === undefined || next === null) return { ...pages, complete: true }
    if (typeof next !== 'string' || next.length > limits.uri) return stop('an invalid cursor')
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

/** The valid entries, each key once: the first one counts. */
const distinct = <Key extends string, Entry extends { [key in Key]: string }>(
  { truncation }: McpContact,
  method: string,
  items: readonly unknown[],
  key: Key,
  read: (item: Item) => Entry,
): Entry[] => {
  const byKey = new Map<string, Entry>()
  for (const [index, value] of items.entries()) {
    const where = `${method}[${index}]`
    const item =
      isObject(value) && typeof value[key] === 'string' ? new Item(truncation, value, where) : undefined
    const entry = item && read(item)
    if (entry === undefined) truncation.note(where, 'not a valid entry, left out')
    else if (byKey.has(entry[key])) truncation.note(where, 'the same name as an earlier entry, left out')
    else byKey.set(entry[key], entry)
  }
  return [...byKey.values()]
}

class Item {
  readonly value: JsonObject
  readonly where: string
  readonly truncation: Truncation

  constructor(truncation: Truncation, value: JsonObject, where: string) {
    this.truncation = truncation
    this.value = value
    this.where = where
  }

  text(member: string, max?: number): string | undefined {
    return this.truncation.text(`${this.where}.${member}`, this.value[member], max)
  }

  uri(member: string): string {
    return this.text(member, this.truncation.limits.uri) ?? ''
  }

  object(member: string): JsonObject | undefined {
    return this.truncation.object(`${this.where}.${member}`, this.value[member])
  }

  titled(): { title?: string; description?: string } {
    const { description } = this.truncation.limits
    return present({ title: this.text('title'), description: this.text('description', description) })
  }
}

const present = <Members extends object>(members: Members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [member in keyof Members]?: NonNullable<Members[member]>
  }

const toolOf = (item: Item): Tool => ({
  name: item.text('name') ?? '',
  ...item.titled(),
  inputSchema: item.object('inputSchema') ?? {},
  ...present({ outputSchema: item.object('outputSchema'), annotations: item.object('annotations') }),
})

const resourceOf = (item: Item): Resource => ({ uri: item.uri('uri'), ...contentOf(item) })

const templateOf = (item: Item): ResourceTemplate => ({
  uriTemplate: item.uri('uriTemplate'),
  ...contentOf(item),
})

const contentOf = (item: Item): Omit<Resource, 'uri'> => ({
  ...present({ name: item.text('name') }),
  ...item.titled(),
  ...present({ mimeType: item.text('mimeType') }),
})

const MAX_ARGUMENTS = 64

const promptOf = (item: Item): Prompt => {
  const { truncation, value, where } = item
  const prompt: Prompt = { name: item.text('name') ?? '', ...item.titled() }
  if (!Array.isArray(value['arguments'])) return prompt
  const listed = value['arguments'].filter(isObject)
  if (listed.length > MAX_ARGUMENTS) truncation.note(`${where}.arguments`, `cut to ${MAX_ARGUMENTS}`)
  return {
    ...prompt,
    arguments: listed.slice(0, MAX_ARGUMENTS).map((one, index) => {
      const argument = new Item(truncation, one, `${where}.arguments[${index}]`)
      const { description } = argument.titled()
      return {
        name: argument.text('name') ?? '',
        ...present({ description }),
        ...(typeof one['required'] === 'boolean' && { required: one['required'] }),
      }
    }),
  }
}

/** Of the list as it came, not truncated, sorted by name and then by content: servers may change the order. */
const hashOf = ({ truncation }: McpContact, items: readonly unknown[]): string | undefined => {
  try {
    const sorted = items
      .map((item) => ({ item, name: nameOf(item), text: canonicalize(item) ?? '' }))
      .sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text))
    return createHash('sha256')
      .update(canonicalize(sorted.map(({ item }) => item)) ?? '')
      .digest('hex')
  } catch {
    // RFC 8785 §3.2.2.2: half of a surrogate pair has no canonical form.
    truncation.note('tools/list', 'text that is not Unicode: no hash')
    return undefined
  }
}

const nameOf = (item: unknown): string =>
  isObject(item) && typeof item['name'] === 'string' ? item['name'] : ''

/** RFC 8785 §3.2.3: by UTF-16 code units. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
