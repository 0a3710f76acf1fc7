import { META_KEYS } from '../registry/mcp/mcpRevisions.ts'
import {
  MESSAGE_MEMBERS,
  META_MEMBERS,
  META_PREFIX,
  PARAMS_MEMBERS,
  RESULT_MEMBERS,
} from '../registry/mcp/messageMembers.ts'
import { parseOrUndefined } from './json.ts'
import { idText } from './message.ts'

/** Ids that are stored of a batch. */
const MAX_IDS = 100

/** Bytes of a member's name or of an id; longer ones are ignored. No name of the protocol is longer, even if escaped. */
const MAX_TOKEN = 300

/** Members of one object whose names are the protocol's. */
const MAX_NAMED = 100

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Reads a JSON-RPC body while it passes. It holds the current token only, whatever the body's length; a body that is not
 * JSON-RPC has no ids and no problem.
 */
export class MessageScan {
  /** Of requests, so that they can be answered where the server does not answer. JSON text, as it came. */
  readonly ids: string[] = []
  /** The same of responses, for those who wait for them. */
  readonly answered: string[] = []
  /**
   * Why peers could read the message differently: of members that occur twice, some parsers read the first and others the
   * last (RFC 8259 §4), and some, as Go's encoding/json, ignore the case of names. A rule that one peer checks, or a request
   * id that it replaces, would then not be what the next one reads.
   */
  problem: string | undefined
  #depth = 0
  /** Depth of a message's members: 1, and in a batch 2. */
  #base = 1
  /** The objects that are open and whose members have names of the protocol: a message, its `params` or `result`, their `_meta`. */
  readonly #open: { kind: Kind; seen: Set<string> }[] = []
  #inString = false
  #isEscaped = false
  /** Of the current member: its name, whether that has been read, and the name or value that is being read. */
  #name = ''
  #isValue = false
  readonly #token = Buffer.allocUnsafe(MAX_TOKEN)
  /** Bytes of the token, which may be more than are held. */
  #length = 0
  #id: string | undefined
  #isRequest = false

  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) at = this.#inString ? this.#goOn(chunk, at) : this.#next(chunk, at)
  }

  /** The rest of a string, or what there is of it. Returns where it ends. */
  #goOn(chunk: Uint8Array, start: number): number {
    let at = start
    let isEscaped = this.#isEscaped
    let isOpen = true
    for (; isOpen && at < chunk.length; at++) {
      const byte = chunk[at]
      if (isEscaped) isEscaped = false
      else if (byte === BACKSLASH) isEscaped = true
      else isOpen = byte !== QUOTE
    }
    this.#isEscaped = isEscaped
    this.#inString = isOpen
    if (this.#isMember) this.#hold(chunk, start, at)
    return at
  }

  #next(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] as number
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#enter(byte === OPEN_OBJECT)
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#leave()
    else {
      this.#inString = byte === QUOTE
      if (!this.#isMember) return at + 1
      if (byte === COLON) this.#startValue()
      else if (byte === COMMA) this.#endMember()
      else if (byte > 0x20) this.#hold(chunk, at, at + 1)
    }
    return at + 1
  }

  get #isMember(): boolean {
    return this.#open.length > 0 && this.#depth === this.#base + this.#open.length - 1
  }

  #enter(isObject: boolean): void {
    if (this.#depth === 0) this.#base = isObject ? 1 : 2
    const parent = this.#isMember ? this.#open.at(-1)?.kind : undefined
    const kind = this.#depth === this.#base - 1 ? 'message' : CHILDREN.get(`${parent} ${this.#name}`)
    // An object or array is not an id.
    this.#length = 0
    this.#depth++
    if (!isObject || kind === undefined) return
    this.#open.push({ kind, seen: new Set() })
    if (kind === 'message') {
      this.#id = undefined
      this.#isRequest = false
    }
    this.#name = ''
    this.#isValue = false
  }

  #leave(): void {
    if (this.#isMember) {
      this.#endMember()
      if (this.#open.pop()?.kind === 'message') this.#endMessage()
    }
    this.#depth--
  }

  #startValue(): void {
    const token = this.#takeToken()
    const name = token.includes('\\') ? parseOrUndefined(token) : token.slice(1, -1)
    this.#name = typeof name === 'string' ? name : ''
    this.#isValue = true
    this.#check(this.#name)
    if (this.#open.length > 1) return
    this.#isRequest ||= this.#name === 'method'
    this.#note()
  }

  #check(name: string): void {
    const { kind, seen } = this.#open.at(-1) as { kind: Kind; seen: Set<string> }
    const folded = fold(name)
    const isReserved = kind === 'meta' && folded.startsWith(META_PREFIX)
    const exact =
      NAMES[kind].get(folded) ?? (isReserved ? META_PREFIX + name.slice(META_PREFIX.length) : undefined)
    if (exact === undefined) return
    if (name !== exact)
      this.problem ??= `the message has a member whose name differs from "${exact}" in case only`
    if (seen.has(folded)) this.problem ??= `the message has the member "${exact}" twice`
    seen.add(folded)
    if (seen.size > MAX_NAMED) this.problem ??= `the message has too many members in "_meta"`
  }

  #endMember(): void {
    if (this.#open.length === 1) {
      const value = this.#takeToken()
      if (this.#name === 'id') this.#id = idText(parseOrUndefined(value)) === undefined ? undefined : value
      this.#note()
    }
    this.#name = ''
    this.#isValue = false
    this.#length = 0
  }

  #endMessage(): void {
    if (!this.#isRequest && this.#id !== undefined && this.answered.length < MAX_IDS)
      this.answered.push(this.#id)
  }

  /** At once: the rest of the body may never come. */
  #note(): void {
    if (!this.#isRequest || this.#id === undefined || this.ids.length >= MAX_IDS) return
    this.ids.push(this.#id)
    this.#id = undefined
  }

  /** Of values only ids are needed. */
  #hold(chunk: Uint8Array, start: number, end: number): void {
    if (this.#isValue && (this.#name !== 'id' || this.#open.length > 1)) return
    for (let at = start; at < end && this.#length < MAX_TOKEN; at++)
      this.#token[this.#length++] = chunk[at] as number
    if (this.#length === MAX_TOKEN) this.#length++
  }

  #takeToken(): string {
    const text = this.#length <= MAX_TOKEN ? this.#token.toString('utf8', 0, this.#length) : ''
    this.#length = 0
    return text
  }
}

/** `problem` of a whole body or line. */
export const ambiguityOf = (text: string): string | undefined => scanOf(text).problem

export const scanOf = (text: string): MessageScan => {
  const scan = new MessageScan()
  scan.read(Buffer.from(text))
  return scan
}

type Kind = 'message' | 'params' | 'result' | 'meta'

const CHILDREN: ReadonlyMap<string, Kind> = new Map([
  ['message params', 'params'],
  ['message result', 'result'],
  ['params _meta', 'meta'],
  ['result _meta', 'meta'],
])

/** Equal for names that differ in case only, also as Unicode has it: `ſ` is s, and the Kelvin sign is k. */
const fold = (name: string): string => name.toUpperCase().toLowerCase()

const byFold = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [fold(name), name]))

const NAMES: Record<Kind, ReadonlyMap<string, string>> = {
  message: byFold(MESSAGE_MEMBERS),
  params: byFold(PARAMS_MEMBERS),
  result: byFold(RESULT_MEMBERS),
  meta: byFold([...META_MEMBERS, ...Object.values(META_KEYS)]),
}
