import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import { readInventory, readPlan, readVerification } from '../../../src/cli/input/readDocument.ts'
import { DocumentSplitter } from '../../../src/cli/input/splitDocument.ts'
import type { InventoryEndpoint } from '../../../src/model/inventory.ts'

const OLD = new URL('../../fixtures/before-redesign/inventory.json', import.meta.url)

/** In pieces of so many bytes. */
const split = (text: string, size: number, at: readonly string[] = ['endpoints']) => {
  const parts: { value: unknown; place: string; line: number }[] = []
  const splitter = new DocumentSplitter(at, ({ text, place, line }) =>
    parts.push({ value: JSON.parse(text), place: place.join('.'), line }),
  )
  const bytes = Buffer.from(text)
  for (let from = 0; from < bytes.length; from += size) splitter.push(bytes.subarray(from, from + size))
  return { parts, ...splitter.end() }
}

describe('reading an inventory endpoint by endpoint', () => {
  const endpoints = [
    { url: 'https://a.example/[{"\\' },
    { url: '’ 🔒', deep: [{ endpoints: [{ a: [] }] }] },
    {},
    [{ endpoints: [1] }],
  ]
  for (const indent of [undefined, 2])
    for (const size of [1, 7, 100_000])
      it(`splits it whatever its strings contain, indented by ${indent ?? 0}, in pieces of ${size} bytes`, () => {
        const rest = { before: { endpoints: [{ a: 1 }] }, sentence: '"endpoints": [{"', other: [{ b: 2 }] }
        const text = JSON.stringify({ ...rest, endpoints, after: '}]’' }, undefined, indent)
        const { parts, ...found } = split(text, size)
        expect(parts.map(({ value }) => value)).to.deep.equal(endpoints)
        expect(parts.map(({ place }) => place)).to.deep.equal([0, 1, 2, 3].map((at) => `endpoints.${at}`))
        const line =
          indent === undefined ? 1 : text.slice(0, text.indexOf('https://a.example')).split('\n').length - 1
        expect(parts[0]?.line).to.equal(line)
        expect(JSON.parse(found.text)).to.deep.equal({ ...rest, endpoints: [[], [], [], []], after: '}]’' })
        expect(found.lineAt(found.text.indexOf('after'))).to.equal(
          text.slice(0, text.indexOf('after')).split('\n').length,
        )
        expect(found.repeated).to.equal(undefined)
      })

  it('splits arrays in the objects of an array', () => {
    const waves = [{ items: [{ a: 1 }] }, { items: [] }, { name: 'items', items: [1, { b: [{}] }] }]
    const found = split(JSON.stringify({ items: [{}], waves }), 3, ['waves', 'items'])
    expect(found.parts.map(({ place, value }) => [place, value])).to.deep.equal([
      ['waves.0.items.0', { a: 1 }],
      ['waves.2.items.1', { b: [{}] }],
    ])
    expect(JSON.parse(found.text).waves[2].items).to.deep.equal([1, []])
  })

  it('names an array that is there twice', () => {
    expect(split('{"endpoints":[{}],"endpoints":[{}]}', 5).repeated).to.equal('endpoints')
  })

  for (const text of [
    '{"endpoints":[{} {}]}',
    '{"endpoints":[{},]}',
    '{"endpoints":[{}]',
    '{"endpoints":[{}]}]',
    '{"endpoints":[{"a":',
  ])
    it(`leaves ${text} as broken as it is`, () => {
      expect(() => JSON.parse(split(text, 4).text)).to.throw(SyntaxError)
    })

  describe('reads what the whole says', () => {
    let folder: string
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-split-'))
    })
    after(() => rmSync(folder, { recursive: true, force: true }))
    const whole = readFileSync(OLD, 'utf8')
    const { endpoints: stored, ...head } = JSON.parse(whole)
    const code = async (text: string): Promise<string | undefined> => {
      writeFileSync(join(folder, 'inventory.json'), text)
      return readInventory(join(folder, 'inventory.json')).then(
        () => undefined,
        (error: { code: string; message: string }) => `${error.code} ${error.message.replace(folder, '')}`,
      )
    }

    it('with every endpoint', async () => {
      writeFileSync(join(folder, 'whole.json'), whole)
      const { endpoints } = await readInventory(join(folder, 'whole.json'))
      const read: InventoryEndpoint[] = []
      for await (const endpoint of endpoints.in('id')) read.push(endpoint)
      expect(read.map(({ id }) => id)).to.deep.equal(stored.map(({ id }: { id: string }) => id).sort())
    })

    it('with every endpoint, of a file that is longer than what is held as values', async function () {
      this.timeout(60_000)
      const copies = Array.from({ length: 170 }, (_, n) =>
        stored.map((one: InventoryEndpoint) => ({ ...one, id: `${one.id}-${n}` })),
      ).flat()
      const path = join(folder, 'long.json')
      writeFileSync(path, JSON.stringify({ ...head, endpoints: copies }, undefined, 2))
      const { endpoints } = await readInventory(path)
      expect(endpoints.count).to.equal(copies.length)
      const short = (await readInventory(join(folder, 'whole.json'))).endpoints
      const byId = new Map<string, InventoryEndpoint>()
      for await (const one of short.in('id')) byId.set(one.id, one)
      const ids: string[] = []
      for await (const { id, ...rest } of endpoints.in('id')) {
        ids.push(id)
        const { id: _, ...alike } = byId.get(id.replace(/-\d+$/, '')) as InventoryEndpoint
        if (!isDeepStrictEqual(rest, alike)) expect(rest).to.deep.equal(alike)
      }
      expect(ids).to.deep.equal(copies.map(({ id }) => id).sort())
      const scores: number[] = []
      for await (const { assessment } of endpoints.in('risk')) scores.push(assessment.risk.score)
      expect(scores).to.deep.equal(scores.toSorted((a, b) => b - a))
    })

    it('with the place of the first error', async () => {
      const wrong = [stored[0], { ...stored[1], url: 1 }]
      expect(await code(JSON.stringify({ ...head, endpoints: wrong }))).to.match(
        /^DOCUMENT_INVALID .*endpoints\.1\.url/,
      )
      expect(await code(JSON.stringify({ ...head, endpoints: [0, stored[0]] }))).to.match(/endpoints\.0/)
      expect(await code(JSON.stringify({ ...head, endpoints: '' }))).to.match(/^DOCUMENT_INVALID .*endpoints/)
      expect(await code(whole.slice(0, -20))).to.match(/^DOCUMENT_BROKEN /)
      const lines = JSON.stringify({ ...head, endpoints: stored }, undefined, 2).split('\n')
      const at = lines.findLastIndex((line) => line.includes('"url"'))
      lines[at] = '"url" 1,'
      expect(await code(lines.join('\n'))).to.match(new RegExp(`^DOCUMENT_BROKEN /inventory.json:${at + 1} `))
      expect(
        await code(
          JSON.stringify({ ...head, endpoints: stored }).replace(
            '{',
            `{"endpoints":${JSON.stringify(stored.slice(0, 1))},`,
          ),
        ),
      ).to.match(/^DOCUMENT_INVALID .*: endpoints: is there twice/)
      expect(await code(JSON.stringify({ ...head, schemaVersion: '9', endpoints: stored }))).to.match(
        /^DOCUMENT_VERSION /,
      )
    })

    it('with a schema that is nested so deep that no report could be written', async () => {
      const nested = (levels: number): string => {
        const copy = structuredClone(stored)
        const named = copy.find(({ mcp }: { mcp?: { tools: unknown[] } }) => (mcp?.tools.length ?? 0) > 0)
        named.mcp.tools[0].inputSchema = '@'
        const deep = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
        return JSON.stringify({ ...head, endpoints: copy }).replace('"@"', deep)
      }
      expect(await code(nested(128))).to.equal(undefined)
      for (const levels of [129, 20_000])
        expect(await code(nested(levels))).to.match(
          /^DOCUMENT_INVALID .*inventory\.json: endpoints\.\d+\.mcp\.tools\.0\.inputSchema: nested deeper than 128 levels$/,
        )
    })

    for (const [name, tooLarge, message] of [
      ['a text of 90 MiB in an endpoint', 'x'.repeat(90 << 20), 'endpoints.0 is larger than 83886080 bytes'],
      ['five million values in an endpoint', '@', 'more than 5000000 values'],
    ] as const)
      it(`and refuses ${name}`, async function () {
        this.timeout(30_000)
        const [first, ...others] = stored
        const values = `[${'1,'.repeat(5_000_001)}1]`
        const text = JSON.stringify({ ...head, endpoints: [{ ...first, extra: tooLarge }, ...others] })
        expect(await code(text.replace('"@"', () => values))).to.match(
          new RegExp(`^FILE_TOO_LARGE .*${message.replaceAll('.', '\\.')}$`),
        )
      })

    it('and names the bound that a document exceeds, not its syntax', async () => {
      const deep = `${'['.repeat(70_000)}${']'.repeat(70_000)}`
      for (const [name, read] of [
        ['inventory.json', readInventory],
        ['plan.json', readPlan],
        ['verification.json', readVerification],
      ] as const) {
        const text = readFileSync(new URL(name, OLD), 'utf8')
        const path = join(folder, name)
        for (const [at, put] of [
          [/^\{/, `{"deep":${deep},`],
          [/"url": ?/, `"deep":${deep},"url":`],
        ] as const) {
          writeFileSync(path, text.replace(at, put))
          const error = await read(path).catch((reason: unknown) => reason)
          expect(error).to.include({ code: 'FILE_TOO_LARGE' })
          expect((error as Error).message).to.match(
            /\.json:\d+: the document is nested deeper than 65536 levels$/,
          )
        }
      }
    })

    it('and of a plan and a verification nothing that is nested deeper than they are', async () => {
      const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
      for (const [name, read] of [
        ['plan.json', readPlan],
        ['verification.json', readVerification],
      ] as const) {
        const text = readFileSync(new URL(name, OLD), 'utf8')
        writeFileSync(join(folder, name), text.replace('{', `{ "deep": ${deep},`))
        const found: object = await read(join(folder, name))
        writeFileSync(join(folder, name), text)
        expect(found).to.deep.equal(await read(join(folder, name)))
      }
    })
  })
})
