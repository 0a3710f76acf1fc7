import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { McpFacts, Prompt, Resource, Tool } from '../../model/mcp.ts'
import { present } from '../../model/questions/present.ts'
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
    const entries = entriesOf(contact.truncation, method, key, entryOf)
    const hash = name === 'tools' ? new ListHash() : undefined
    const pages = await readPages(contact, channel, { method, key: name, deadline }, (item) => {
      entries.add(item)
      hash?.add(item)
    })
    found.lists[name] = pages.state
    if (hash && pages.complete) found.toolsHash = hash.digest(contact.truncation)
    return entries.end()
  }
  if (capabilities['tools'] !== undefined) {
    found.tools = await read('tools', 'tools/list', 'name', toolOf)
  }
  if (capabilities['resources'] !== undefined) {
    found.resources = await read('resources', 'resources/list', 'uri', (item) => ({
      uri: item.uri('uri'),
      ...contentOf(item),
    }))
    const method = 'resources/templates/list'
    found.resourceTemplates = await read('resourceTemplates', method, 'uriTemplate', (item) => ({
      uriTemplate: item.uri('uriTemplate'),
      ...contentOf(item),
    }))
  }
  if (capabilities['prompts'] !== undefined) {
    found.prompts = await read('prompts', 'prompts/list', 'name', promptOf)
  }
  return found
}

type Pages = { state: State; complete: boolean }
type Listing = { method: string; key: string; deadline: number }

/** The entries go to `take` page by page: no page is held in memory. */
const readPages = async (
  contact: McpContact,
  channel: Channel,
  { method, key, deadline }: Listing,
  take: (item: unknown) => void,
): Promise<Pages> => {
  const { truncation, peer } = contact
  const { limits } = truncation
  const pages: Pages = { state: 'not-tested', complete: false }
  let count = 0
  const cursors = new Set<string>()
  let cursor: string | undefined
  const stop = (why: string): Pages => {
    truncation.end(method, `${why}: the list ends here`)
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
      if (count++ >= limits.items) return stop(`more than ${limits.items} entries`)
      take(item)
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
const entriesOf = <Key extends string, Entry extends { [key in Key]: string }>(
  truncation: Truncation,
  method: string,
  key: Key,
  read: (item: Item) => Entry,
) => {
  const byKey = new Map<string, Entry>()
  let [index, left] = [0, 0]
  return {
    add(value: unknown): void {
      const where = `${method}[${index++}]`
      const isValid = isObject(value) && typeof value[key] === 'string'
      // Entries that do not fit are not examined.
      const entry = isValid && left === 0 ? read(itemOf(truncation, value, where)) : undefined
      if (left > 0) left++
      else if (entry === undefined) truncation.note(where, 'not a valid entry, left out')
      else if (byKey.has(entry[key])) truncation.note(where, 'the same name as an earlier entry, left out')
      else if (truncation.takes(entry)) byKey.set(entry[key], entry)
      else left++
    },
    end(): Entry[] {
      const { storedBytes } = truncation.limits
      if (left > 0)
        truncation.end(
          method,
          `${left} of ${index} entries left out: more than ${storedBytes} bytes of this endpoint`,
        )
      return [...byKey.values()]
    },
  }
}

/** The bounded members of an entry. */
const itemOf = (truncation: Truncation, value: JsonObject, where: string) => {
  const { uri, description } = truncation.limits
  const text = (member: string, max?: number): string | undefined =>
    truncation.text(`${where}.${member}`, value[member], max)
  return {
    truncation,
    value,
    where,
    text,
    uri: (member: string): string => text(member, uri) ?? '',
    object: (member: string): JsonObject | undefined =>
      truncation.object(`${where}.${member}`, value[member]),
    titled: () => present({ title: text('title'), description: text('description', description) }),
  }
}
type Item = ReturnType<typeof itemOf>

const toolOf = (item: Item): Tool => ({
  name: item.text('name') ?? '',
  ...item.titled(),
  inputSchema: item.object('inputSchema') ?? {},
  ...present({ outputSchema: item.object('outputSchema'), annotations: item.object('annotations') }),
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
      const argument = itemOf(truncation, one, `${where}.arguments[${index}]`)
      const { description } = argument.titled()
      return {
        name: argument.text('name') ?? '',
        ...present({ description }),
        ...(typeof one['required'] === 'boolean' && { required: one['required'] }),
      }
    }),
  }
}

/** Of a list as it came, not truncated, sorted by name and then by content: servers may change the order. */
class ListHash {
  readonly #items: { name: string; text: string }[] = []
  #hasForm = true

  add(item: unknown): void {
    try {
      this.#items.push({ name: nameOf(item), text: canonicalize(item) ?? '' })
    } catch {
      // RFC 8785 §3.2.2.2: half of a surrogate pair has no canonical form.
      this.#hasForm = false
    }
  }

  digest(truncation: Truncation): string | undefined {
    if (!this.#hasForm) {
      truncation.note('tools/list', 'text that is not Unicode: no hash')
      return undefined
    }
    const hash = createHash('sha256')
    let separator = '['
    for (const { text } of this.#items.sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text))) {
      hash.update(separator + text)
      separator = ','
    }
    return hash.update(separator === '[' ? '[]' : ']').digest('hex')
  }
}

const nameOf = (item: unknown): string =>
  isObject(item) && typeof item['name'] === 'string' ? item['name'] : ''

/** RFC 8785 §3.2.3: by UTF-16 code units. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
