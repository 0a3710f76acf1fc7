import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { parseGates } from '../../../src/assess/gates.ts'
import { Inventory } from '../../../src/model/inventory.ts'
import { type FormatName, inventoryFormat } from '../../../src/report/formats.ts'
import { run } from '../../cli/program.ts'
import { HOSTILE, hostileInventory } from '../../report/hostileInventory.ts'
import { textOf } from '../../report/readers.ts'
import { skipIf } from '../../skip.ts'

const written = async (format: FormatName<'inventory'>, inventory: Inventory): Promise<string> =>
  textOf(
    await inventoryFormat(format).load({
      width: 100,
      colours: false,
      gates: parseGates(['classical']),
      specVersion: '1.7',
      root: undefined,
      as: 'markdown',
    }),
    inventory,
  )

/** What a program of Debian's says of a text: its exit code, and what it printed. */
const told = (command: string, args: readonly string[], input: string) => {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 26 })
  return { status, stdout, stderr }
}

const isThere = (command: string): boolean => spawnSync(command, ['--version']).error === undefined

/** Letters of a page as they stand in an address. */
const address = (text = ''): string =>
  text
    .replaceAll('&quot;', '%22')
    .replaceAll('&lt;', '%3C')
    .replaceAll('&gt;', '%3E')
    .replace(/[^ -~]/gu, encodeURIComponent)

let lab: Inventory
const hostile = hostileInventory(HOSTILE)
before(async () => {
  const { stdout } = await run(['scan', '--lab', '--json'])
  lab = Inventory.parse(JSON.parse(stdout))
})

describe("report prometheus for Prometheus' own checker (promtool)", () => {
  before(function () {
    if (!isThere('promtool')) skipIf(this, 'no promtool')
  })

  it('has nothing to find', async () => {
    for (const inventory of [lab, hostile])
      expect(told('promtool', ['check', 'metrics'], await written('prometheus', inventory))).to.deep.equal({
        status: 0,
        stdout: '',
        stderr: '',
      })
  })
})

describe("Markdown for GitHub's own parser (cmark-gfm)", () => {
  before(function () {
    if (!isThere('cmark-gfm')) skipIf(this, 'no cmark-gfm')
  })

  const OURS = [
    'h1',
    'h2',
    'h3',
    'p',
    'ul',
    'li',
    'strong',
    'code',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ]

  for (const format of ['markdown', 'pci-dss', 'crypto-inventory', 'evidence'] as const) {
    it(`${format}: hostile names add no tags, and links only for addresses`, async () => {
      const args = ['--unsafe', ...['table', 'autolink', 'strikethrough'].flatMap((name) => ['-e', name])]
      const { status, stdout } = told('cmark-gfm', args, await written(format, hostile))
      expect(status).to.equal(0)
      const tags = new Set([...stdout.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name))
      tags.delete('a')
      expect(OURS).to.include.members([...tags])
      for (const [, href, text] of stdout.matchAll(/<a href="([^"]*)">([^<]*)</g))
        expect(address(text), text).to.equal(href)
    })
  }
})
