import { expect } from 'chai'
import type { Token } from 'marked'
import { parseGates } from '../../src/assess/gates.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import type { Plan } from '../../src/model/plan.ts'
import {
  type FormatName,
  formatNames,
  type InventoryOptions,
  inventoryFormat,
} from '../../src/report/formats.ts'
import { plan } from '../plan/planning.ts'
import { HOSTILE, hostileInventory, hostileVerification, TEN_MEGABYTES } from './hostileInventory.ts'
import { readCsv, readMarkdown, readPrometheus, readXml, textOf } from './readers.ts'

const FORMAT_NAMES = formatNames('inventory')

const OPTIONS: InventoryOptions = {
  width: 100,
  colours: false,
  gates: parseGates(['classical']),
  specVersion: '1.7',
  root: undefined,
  as: 'markdown',
}

const written = async (
  format: FormatName<'inventory'>,
  inventory: Inventory,
  options = OPTIONS,
): Promise<string> => {
  const beside = { plan: planOf(inventory), verification: hostileVerification(inventory) }
  return textOf(await inventoryFormat(format).load(options), inventory, beside)
}

const plans = new WeakMap<Inventory, Plan>()
const planOf = (inventory: Inventory): Plan => {
  const made = plans.get(inventory) ?? plan(inventory.endpoints)
  plans.set(inventory, made)
  return made
}

/** What moves a terminal, hides or reorders text, or is no text. */
const UNSEEN = /(?![\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u

const tags = (html: string): string[] =>
  [...html.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name = '']) => name)

describe('a hostile inventory', function () {
  this.timeout(60_000)
  const hostile = hostileInventory(HOSTILE)
  /** The same with harmless words: what of the structure is more in the other has come from a name. */
  const harmless = hostileInventory(HOSTILE.map((_, i) => `word${i}`))

  /** How each format is read, and what of it must not depend on anybody's names. */
  const STRUCTURE: Record<FormatName<'inventory'>, (text: string) => unknown> = {
    table: (text) => text.split('\n').filter((line) => /^ {0,3}\d+ {2}/.test(line)).length,
    json: (text) => Object.keys(JSON.parse(text)),
    markdown: markdownStructure,
    html: (text) => [...new Set(tags(text))].toSorted(),
    csv: (text) => csvStructure(text),
    sarif: (text) => Object.keys(JSON.parse(text)),
    cyclonedx: (text) => [Object.keys(JSON.parse(text)), JSON.parse(text).services.length],
    prometheus: (text) => readPrometheus(text).map(({ name, labels }) => [name, Object.keys(labels)]),
    junit: (text) => xmlStructure(text),
    'pci-dss': markdownStructure,
    'crypto-inventory': markdownStructure,
    evidence: markdownStructure,
  }

  for (const format of FORMAT_NAMES) {
    it(`is inert as ${format}`, async () => {
      const [bad, good] = [await written(format, hostile), await written(format, harmless)]
      expect(STRUCTURE[format](bad)).to.deep.equal(STRUCTURE[format](good))
      expect(bad.isWellFormed()).to.equal(true)
      expect(UNSEEN.exec(bad)?.[0].codePointAt(0)?.toString(16), 'a character that nobody sees').to.equal(
        undefined,
      )
    })
  }

  it('keeps every character in JSON', async () =>
    expect(JSON.parse(await written('json', hostile))).to.deep.equal(hostile))

  it('is inert as an auditor’s CSV', async () => {
    for (const format of ['pci-dss', 'crypto-inventory', 'evidence'] as const) {
      const bad = await written(format, hostile, { ...OPTIONS, as: 'csv' })
      const good = await written(format, harmless, { ...OPTIONS, as: 'csv' })
      expect(csvStructure(bad)).to.deep.equal(csvStructure(good))
    }
  })

  it('with texts of 1 MB gives reports of a readable size', async function () {
    this.timeout(300_000)
    const huge = hostileInventory([TEN_MEGABYTES.slice(0, 1_000_000)])
    for (const format of FORMAT_NAMES) {
      if (format === 'json') continue
      const text = await written(format, huge)
      STRUCTURE[format](text)
      expect(text.length, format).to.be.below(500_000)
    }
  })

  it('keeps even 10 MB in JSON', async () => {
    const [endpoint] = hostileInventory(['word']).endpoints
    const endpoints = endpoint ? [{ ...endpoint, url: TEN_MEGABYTES }] : []
    expect(JSON.parse(await written('json', { ...harmless, endpoints })).endpoints[0].url).to.equal(
      TEN_MEGABYTES,
    )
  })
})

function csvStructure(text: string): unknown {
  const rows = readCsv(text)
  for (const cell of rows.flatMap((row) => Object.values(row)))
    expect(cell, cell).to.not.match(/^\s*[=+\-@|%＝＋－＠]/)
  return rows.map((row) => Object.keys(row))
}

function xmlStructure(text: string): unknown {
  const shape = ({ name, attributes, children }: ReturnType<typeof readXml>): unknown => [
    name,
    Object.keys(attributes),
    children.map(shape),
  ]
  return shape(readXml(text))
}

/** The blocks; of what stands within lines only what reaches out of them. */
function markdownStructure(text: string): unknown {
  const tokens = readMarkdown(text)
  const inner = tokens.filter(({ type }) => ['html', 'image', 'link', 'del'].includes(type))
  // An address in plain letters is linked by the reader. Nothing else is.
  for (const token of inner) expect(token.raw, token.raw).to.match(/^https?:\/\//)
  for (const token of tokens)
    if (token.type === 'text' && !hasTokens(token)) {
      expect(token.raw, token.raw).to.not.match(/(?:^|[^\w`])@\w/)
    }
  // GitHub Flavored Markdown ends a cell at every bar that is not escaped, in code too, and drops cells that are too many.
  for (const { raw } of tokens.filter(({ type }) => type === 'table')) {
    const bars = raw
      .trim()
      .split('\n')
      .map((line) => line.match(/(?<!\\)\|/g)?.length)
    expect(new Set(bars).size, raw).to.equal(1)
  }
  return tokens
    .filter(({ type }) =>
      ['heading', 'list', 'list_item', 'table', 'code', 'blockquote', 'hr'].includes(type),
    )
    .map(({ type }) => type)
}

const hasTokens = (token: Token): boolean => 'tokens' in token && token.tokens !== undefined
