import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readInventory, readPlan, readVerification } from '../../../src/cli/input/readDocument.ts'
import { splitInventory } from '../../../src/cli/input/splitInventory.ts'

const OLD = new URL('../../fixtures/before-redesign/inventory.json', import.meta.url)

const split = (text: string) => {
  const endpoints: unknown[] = []
  const rest = splitInventory(Buffer.from(text), (endpoint) => endpoints.push(JSON.parse(endpoint)))
  return { endpoints, rest }
}

describe('reading an inventory endpoint by endpoint', () => {
  const endpoints = [
    { url: 'https://a.example/[{"\\' },
    { url: '’ 🔒', deep: [{ endpoints: [{ a: [] }] }] },
    {},
    [{ endpoints: [1] }],
  ]
  for (const indent of [undefined, 2])
    it(`splits it whatever its strings contain, indented by ${indent ?? 0}`, () => {
      const rest = { before: { endpoints: [{ a: 1 }] }, sentence: '"endpoints": [{"', other: [{ b: 2 }] }
      const found = split(JSON.stringify({ ...rest, endpoints, after: '}]' }, undefined, indent))
      expect(found.endpoints).to.deep.equal(endpoints)
      expect(JSON.parse(found.rest)).to.deep.equal({ ...rest, endpoints: [0, 0, 0, 0], after: '}]' })
    })

  for (const text of [
    '{"endpoints":[{} {}]}',
    '{"endpoints":[{},]}',
    '{"endpoints":[{}]',
    '{"endpoints":[{}]}]',
  ])
    it(`leaves ${text} as broken as it is`, () => {
      expect(() => JSON.parse(split(text).rest)).to.throw(SyntaxError)
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
      const read = await readInventory(join(folder, 'whole.json'))
      expect(read.endpoints.map(({ id }) => id)).to.deep.equal(stored.map(({ id }: { id: string }) => id))
      expect(Object.keys(read).indexOf('endpoints')).to.equal(
        Object.keys(JSON.parse(whole)).indexOf('endpoints'),
      )
    })

    it('with the place of the first error', async () => {
      const wrong = [stored[0], { ...stored[1], url: 1 }]
      expect(await code(JSON.stringify({ ...head, endpoints: wrong }))).to.match(
        /^DOCUMENT_INVALID .*endpoints\.1\.url/,
      )
      expect(await code(JSON.stringify({ ...head, endpoints: [0, stored[0]] }))).to.match(/endpoints\.0/)
      expect(await code(JSON.stringify({ ...head, endpoints: '' }))).to.match(/^DOCUMENT_INVALID .*endpoints/)
      expect(await code(whole.slice(0, -20))).to.match(/^DOCUMENT_BROKEN /)
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
