import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { formatNames } from '../../src/report/formats.ts'
import { inventoryCsv } from '../../src/report/inventory/csv.ts'
import { prometheus } from '../../src/report/inventory/prometheus.ts'
import { plan } from '../plan/planning.ts'
import { INVENTORY } from '../report/inventory.ts'
import { readPrometheus, textOf } from '../report/readers.ts'

const page = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8')

describe('docs/reports.md', () => {
  it('has every format', () => {
    for (const name of formatNames('inventory')) expect(page).to.include(`| \`${name}\` |`)
  })

  it('explains every column of CSV', async () => {
    const [head = ''] = (await textOf(inventoryCsv, INVENTORY)).split('\r\n')
    for (const name of head.split(',')) expect(page).to.include(`\`${name}\``)
  })

  it('explains every metric with its labels', async () => {
    const endpoints = INVENTORY.endpoints.map((endpoint, i) => ({ ...endpoint, id: `id${i}` }))
    const text = await textOf(prometheus, { ...INVENTORY, endpoints }, { plan: plan(endpoints) })
    const samples = new Map(readPrometheus(text).map((sample) => [sample.name, Object.keys(sample.labels)]))
    expect(samples.size).to.be.above(8)
    for (const [name, labels] of samples)
      expect(page).to.include(`| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ')}`)
  })
})
