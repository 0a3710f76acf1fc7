import { isObject, type JsonObject } from '../../mcp/json.ts'
import type { Cut } from '../../model/mcp.ts'

/** What a hostile or careless server may cost: time, memory, and space in the inventory. */
export type McpLimits = {
  /** Requests to find out what an endpoint speaks, redirects included. */
  recognitionRequests: number
  /** Pages of one list. */
  pages: number
  /** Entries of one list. */
  items: number
  /** Bytes of one answer other than a list. */
  bodyBytes: number
  /** Bytes of one page of a list: a single description of 10 MB is still read, to be truncated. */
  pageBytes: number
  /** Bytes of all answers of one endpoint. */
  totalBytes: number
  /** All lists may take so many times as long as one answer. */
  listTimeouts: number
  /** Characters (UTF-16 code units) that are stored. */
  name: number
  description: number
  instructions: number
  uri: number
  /** Characters of JSON that are stored of one schema, annotations or capabilities. */
  schema: number
  /** Notes about truncated texts; those beyond are counted in the last one. */
  notes: number
}

export const MCP_LIMITS: McpLimits = {
  recognitionRequests: 6,
  pages: 50,
  items: 2_000,
  bodyBytes: 4 * 2 ** 20,
  pageBytes: 16 * 2 ** 20,
  totalBytes: 32 * 2 ** 20,
  listTimeouts: 6,
  name: 256,
  description: 8_192,
  instructions: 16_384,
  uri: 2_048,
  schema: 65_536,
  notes: 100,
}

/** Bounds what is stored of a server's texts, and notes where it truncated one. */
export class Truncation {
  readonly limits: McpLimits
  readonly #notes: Cut[] = []
  #more = 0

  constructor(limits: McpLimits = MCP_LIMITS) {
    this.limits = limits
  }

  get notes(): Cut[] {
    if (this.#more === 0) return this.#notes
    return [...this.#notes, { where: 'truncated', why: `${this.#more} more notes like these` }]
  }

  note(where: string, why: string): void {
    if (this.#notes.length < this.limits.notes) this.#notes.push({ where, why })
    else this.#more++
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
    const length = JSON.stringify(value).length
    if (length <= this.limits.schema) return value
    this.note(where, `${length} characters of JSON, left out: more than ${this.limits.schema}`)
    return undefined
  }
}

/** Without half of a surrogate pair at the end. */
const wholeCharacters = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text)
