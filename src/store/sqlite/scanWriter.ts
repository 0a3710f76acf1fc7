import { createHash } from 'node:crypto'
import type { InventoryEndpoint, Summary } from '../../model/inventory.ts'
import { countEndpoint } from '../../model/questions/summary.ts'
import type { ScanWriter } from '../scanStore.ts'
import { Packer, packList } from './documents.ts'
import { readEndpoints, type StoredScan } from './readEndpoints.ts'
import type { ScanLock } from './scanLock.ts'
import { type StatementSync, transaction } from './sqlite.ts'
import { orStoreError } from './storeError.ts'

export type WriterOptions = StoredScan & {
  lock: ScanLock
  id: string
  /** The summary of the endpoints that are stored already. */
  summary: Summary
  dictionary: Uint8Array | undefined
}

/** Silent addresses are written after so many milliseconds, or when there are so many of them. */
const SILENT_AFTER_MS = 500
const SILENT_AT_ONCE = 4096

/** Writes the endpoints of one scan, each batch in a transaction with the new summary. */
export class DatabaseWriter implements ScanWriter {
  readonly id: string
  readonly #options: WriterOptions
  #packer: Packer
  readonly #insert: StatementSync
  readonly #progress: StatementSync
  #summary: Summary
  #silent: string[] = []
  #timer: NodeJS.Timeout | undefined
  /** Silent addresses are written between two calls: the next call throws an error of that. */
  #failure: { error: unknown } | undefined

  constructor(options: WriterOptions) {
    const { database, id, summary, dictionary } = options
    this.id = id
    this.#options = options
    this.#summary = summary
    this.#insert = database.prepare(
      'INSERT INTO endpoint (scan, id, score, url, packed, document) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#progress = database.prepare('UPDATE progress SET changed_at = ?, summary = ? WHERE scan = ?')
    this.#packer = this.#newPacker(dictionary)
  }

  async put(endpoints: readonly InventoryEndpoint[]): Promise<void> {
    this.#throwFailure()
    this.#write(() => {
      for (const endpoint of endpoints) {
        const { id, url, assessment } = endpoint
        const { packed, document } = this.#packer.pack(endpoint, (json) => this.#listOf(json))
        const { number } = this.#options
        const { changes } = this.#insert.run(number, id, assessment.risk.score, url, packed, document)
        if (changes === 1) countEndpoint(this.#summary, endpoint)
      }
    })
  }

  endpoints(): AsyncIterable<InventoryEndpoint> {
    return readEndpoints(this.#options, 'risk', true)
  }

  silent(id: string): void {
    this.#silent.push(id)
    if (this.#silent.length >= SILENT_AT_ONCE) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), SILENT_AFTER_MS).unref()
  }

  async end(state: 'interrupted' | 'finished'): Promise<void> {
    const { database, number, lock } = this.#options
    clearTimeout(this.#timer)
    this.#throwFailure()
    this.#write(() => {
      this.#summary.interrupted = state === 'interrupted'
      database.prepare('UPDATE progress SET state = ? WHERE scan = ?').run(state, number)
      if (state === 'finished')
        for (const table of FOR_RESUMING) database.prepare(`DELETE FROM ${table} WHERE scan = ?`).run(number)
    })
    lock.release()
  }

  /** The number of a list, which is stored once. */
  #listOf(json: string): number {
    const { database, number } = this.#options
    const sha256 = createHash('sha256').update(json).digest()
    const known = database.prepare('SELECT number FROM list WHERE scan = ? AND sha256 = ?')
    const row = known.get(number, sha256)
    if (row) return Number(row['number'])
    const insert = database.prepare('INSERT INTO list (scan, sha256, document) VALUES (?, ?, ?)')
    return Number(insert.run(number, sha256, packList(json)).lastInsertRowid)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      this.#write(() => {})
    } catch (error) {
      this.#failure ??= { error }
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }

  #newPacker(dictionary: Uint8Array | undefined): Packer {
    const { database, number } = this.#options
    return new Packer(dictionary, (content) => {
      database.prepare('INSERT INTO dictionary VALUES (?, ?)').run(number, content)
    })
  }

  /** The summary counts what is in the file: nothing of a batch that could not be written. */
  #write(action: () => void): void {
    const { path, database, number } = this.#options
    const before = { summary: structuredClone(this.#summary), dictionary: this.#packer.dictionary }
    const silent = this.#silent
    try {
      orStoreError(path, () =>
        transaction(database, () => {
          action()
          if (silent.length > 0) {
            const ids = Buffer.from(silent.join(''), 'hex')
            database.prepare('INSERT INTO silent (scan, ids) VALUES (?, ?)').run(number, ids)
            this.#summary.silentAddresses += silent.length
          }
          this.#progress.run(new Date().toISOString(), JSON.stringify(this.#summary), number)
        }),
      )
      this.#silent = []
    } catch (error) {
      this.#summary = before.summary
      this.#packer = this.#newPacker(before.dictionary)
      throw error
    }
  }
}

const FOR_RESUMING = ['unfinished', 'target', 'silent']
