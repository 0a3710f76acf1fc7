import { expect } from 'chai'
import type { Inventory } from '../../../src/model/inventory.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { type InventoryOptions, inventoryFormat } from '../../../src/report/formats.ts'
import { tlsAddress, tlsFacts } from '../../facts.ts'
import { endpoint, INVENTORY } from '../inventory.ts'
import { textOf } from '../readers.ts'

const TEXT = 'lists incomplete: the host limits connections'
const WHY = 'the host cut connections off after 12 answers, whatever was asked; asked again, one every 500 ms'

const LIMIT = { rateLimit: { answered: 12, pauseMs: 500 } }
const OPEN: Partial<TlsFacts> = { alpnState: 'not-tested', alpn: [] }

const inventoryWith = (facts: Partial<TlsFacts>): Inventory => {
  const endpoints = [endpoint([tlsAddress(tlsFacts(facts))])]
  return { ...INVENTORY, endpoints, summary: { ...INVENTORY.summary, endpoints: 1, unreachable: 0 } }
}

const OPTIONS: InventoryOptions = {
  width: 80,
  colours: false,
  gates: [],
  specVersion: '1.7',
  root: undefined,
  as: 'csv',
}

const report = async (
  name: Parameters<typeof inventoryFormat>[0],
  facts: Partial<TlsFacts>,
  options: Partial<InventoryOptions> = {},
): Promise<string> => {
  const writer = await inventoryFormat(name).load({ ...OPTIONS, ...options })
  return (await textOf(writer, inventoryWith(facts))).replaceAll(/\s+/g, ' ')
}

describe('A limit of connections that left questions open', () => {
  for (const name of [
    'markdown',
    'html',
    'csv',
    'sarif',
    'cyclonedx',
    'crypto-inventory',
    'evidence',
  ] as const)
    it(`is named in the report ${name}, and a limit that left none is not`, async () => {
      expect(await report(name, { ...LIMIT, ...OPEN })).to.match(new RegExp(TEXT, 'i'))
      expect(await report(name, OPEN)).not.to.match(new RegExp(TEXT, 'i'))
    })

  for (const width of [80, 140])
    it(`is named in a table of ${width} columns, and why below it`, async () => {
      const writer = await inventoryFormat('table').load({ ...OPTIONS, width })
      const text = await textOf(writer, inventoryWith({ ...LIMIT, ...OPEN }))
      const lines = text.split('\n')
      expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(width)
      expect(text).to.match(/lists incomplete: the/)
      expect(text.replaceAll(/\s+/g, ' ')).to.include(
        `1 endpoint with incomplete lists, because the host limits connections: https://server.example/mcp: ${WHY}`,
      )
      expect(await textOf(writer, inventoryWith(OPEN))).not.to.include('incomplete')
    })
})
