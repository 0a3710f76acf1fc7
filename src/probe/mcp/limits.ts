import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { Cut } from '../../model/mcp.ts'
import { documentBytes } from '../size.ts'

/** Bytes in a document. */
const MAX_STORED = 2_097_152

/** What a hostile or careless server may cost: time, memory, and space in the inventory. */
export const MCP_LIMITS = {
  /** Requests to find out what an endpoint speaks, redirects included. */
  recognitionRequests: 6,
  pages: 50,
  /** Entries of one list. */
  items: 2_000,
  /** Bytes of one answer other than a list. */
  bodyBytes: 4 * 2 ** 20,
  /** Bytes of one page of a list: a single description of 10 MB is still read, to be truncated. */
  pageBytes: 16 * 2 ** 20,
  totalBytes: 16 * 2 ** 20,
  /** All lists may take so many times as long as one answer. */
  listTimeouts: 6,
  /** Characters (UTF-16 code units) that are stored. */
  name: 256,
  description: 8_192,
  instructions: 16_384,
  uri: 2_048,
  /** Characters of JSON that are stored of one schema, annotations or capabilities, and bytes in a document. */
  schema: 65_536,
  schemaBytes: 262_144,
  /** Bytes in a document that the entries of all lists take. */
  storedBytes: MAX_STORED,
  /** Notes about truncated texts; those beyond are counted in the last one. */
  notes: 100,
}
export type McpLimits = typeof MCP_LIMITS

/** Bounds what is stored of a server's texts, and notes where it truncated one. */
export class Truncation {
  readonly limits: McpLimits
  readonly #notes: Cut[] = []
  readonly #ends: Cut[] = []
  #more = 0
  #stored = 0

  constructor(limits: McpLimits = MCP_LIMITS) {
    this.limits = limits
  }

  get notes(): Cut[] {
    if (this.#more === 0) return [...this.#ends, ...this.#notes]
    return [...this.#ends, ...this.#notes, { where: 'truncated', why: `${this.#more} more notes like these` }]
  }

  note(where: string, why: string): void {
    if (this.#notes.length < this.limits.notes) this.#notes.push({ where, why })
    else this.#more++
  }

  /** The end of a list, of which there are few: this is noted whatever else is. */
  end(where: string, why: string): void {
    this.#ends.push({ where, why })
  }

  /** Whether an entry of a list can be stored too. */
  takes(entry: object): boolean {
    this.#stored += documentBytes(entry)
    return this.#stored <= this.limits.storedBytes
  }

  /** A string of at most `max` code units; undefined for other values. */
  text(where: string, value: unknown, max: number = this.limits.name): string | undefined {
    if (typeof value !== 'string') return undefined
    if (value.length <= max) return value
    this.note(where, `${value.length} characters, cut to ${max}`)
    // A copy: a slice would keep the whole text in memory.
    return Buffer.from(wholeCharacters(value.slice(0, max)), 'utf16le').toString('utf16le')
  }

  /** An object whose JSON is short enough to be stored whole; part of a schema would be another schema. */
  object(where: string, value: unknown): JsonObject | undefined {
    if (!isObject(value)) return undefined
    const { schema, schemaBytes } = this.limits
    const length = JSON.stringify(value).length
    if (length > schema) this.note(where, `${length} characters of JSON, left out: more than ${schema}`)
    else if (documentBytes(value) <= schemaBytes) return value
    else this.note(where, `left out: more than ${schemaBytes} bytes in a document`)
    return undefined
  }
}

/** Without half of a surrogate pair at the end. */
const wholeCharacters = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text)
