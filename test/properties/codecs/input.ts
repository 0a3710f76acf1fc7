import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { readCredentials } from '../../../src/cli/input/credentials.ts'
import { readInventory, readPlan, readVerification } from '../../../src/cli/input/readDocument.ts'
import { McpPqcError, UsageError } from '../../../src/model/error.ts'
import { Packer, packList, unpacker } from '../../../src/store/sqlite/documents.ts'
import { plan } from '../../plan/planning.ts'
import { hostileVerification } from '../../report/hostileInventory.ts'
import { INVENTORY } from '../../report/inventory.ts'
import { type Codec, property, textReader } from '../harness.ts'
import { bytesLike, textLike } from '../mutations.ts'
import { hostileText } from '../values.ts'

const documents = [
  [readInventory, JSON.stringify(INVENTORY)],
  [readPlan, JSON.stringify(plan(INVENTORY.endpoints))],
  [readVerification, JSON.stringify(hostileVerification(INVENTORY))],
] as const

const place = join(mkdtempSync(join(tmpdir(), 'mcp-pqc-properties-')), 'document.json')
process.once('exit', () => rmSync(join(place, '..'), { recursive: true, force: true }))

const CODES = ['DOCUMENT_BROKEN', 'DOCUMENT_VERSION', 'DOCUMENT_INVALID']

const [ENDPOINT = undefined] = INVENTORY.endpoints
if (!ENDPOINT) throw new Error('the inventory has no endpoint')

/** Lists that endpoints share are stored apart. */
class Lists {
  readonly #packed: Uint8Array[] = []
  readonly numberOf = (json: string): number => this.#packed.push(packList(json)) - 1
  readonly listOf = (number: number): Uint8Array => {
    const list = this.#packed[number]
    if (list === undefined) throw new Error(`no list ${number}`)
    return list
  }
}

const packed = () => {
  const lists = new Lists()
  let dictionary: Uint8Array | undefined
  const packer = new Packer(undefined, (content) => {
    dictionary = content
  })
  const long = { ...ENDPOINT, url: `https://a.example/${'a'.repeat(3000)}` }
  const rows = Array.from({ length: 8 }, () => packer.pack(long, lists.numberOf))
  return { dictionary, rows, listOf: lists.listOf }
}

export const input = (): Codec => ({
  readers: [
    textReader({
      name: 'header field of the command line',
      read: (text) => readCredentials({ header: [text], targets: ['https://a.example/'] }, {}),
      valid: fc.constantFrom('Authorization: Bearer x', 'X-Key:1'),
      isOwn: (error) =>
        error instanceof UsageError && error.code === 'HEADER_INVALID' && error.message.length < 100,
      tokens: ['Authorization: ', ':', '\r\n'],
    }),
  ],
  properties: [
    ...documents.map(([read, valid]) =>
      property(
        `${read.name}: any document is read or refused with a code of its own`,
        textLike(fc.constant(valid), ['"endpoints":[', '"schemaVersion":"2"', 'null', '[]', '{}']),
        async (text) => {
          writeFileSync(place, text)
          try {
            await read(place)
          } catch (error) {
            expect(error).to.be.instanceOf(McpPqcError)
            const { code, message } = error as McpPqcError
            expect(CODES).to.include(code)
            expect(message.length).to.be.below(1000)
          }
        },
        0.1,
      ),
    ),
    property(
      'store: a packed document is unpacked',
      hostileText,
      async (text) => {
        const { dictionary } = packed()
        const endpoint = { ...ENDPOINT, url: `https://a.example/${text.toWellFormed()}` }
        for (const used of [undefined, dictionary]) {
          const packer = new Packer(used, () => {})
          const { numberOf, listOf } = new Lists()
          const document = packer.pack(endpoint, numberOf)
          const read = await unpacker(used, listOf, false)
          expect(read(document)).to.deep.equal(JSON.parse(JSON.stringify(endpoint)))
        }
      },
      0.05,
    ),
    property(
      'store: a damaged document is an error, or another endpoint',
      fc.tuple(
        fc.constant(packed()),
        fc.nat({ max: 7 }),
        fc.boolean(),
        bytesLike(fc.constant(packed().rows[7]?.document ?? new Uint8Array(0))),
      ),
      async ([{ dictionary, listOf }, , isPacked, document]) => {
        const read = await unpacker(dictionary, listOf, false)
        try {
          read({ packed: isPacked ? 1 : 0, document })
        } catch (error) {
          // `sqliteStore.ts` says which store is damaged.
          expect(error).to.be.instanceOf(Error)
          expect(String(error)).to.not.match(/call stack|undefined/)
        }
      },
      0.3,
    ),
  ],
})
