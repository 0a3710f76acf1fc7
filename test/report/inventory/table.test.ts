import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import stringWidth from 'string-width'
import { factsText } from '../../../src/report/inventory/facts/text.ts'
import { fixFirst, summaryText } from '../../../src/report/inventory/summary.ts'
import { doneRow, rankedTable, tableHead } from '../../../src/report/inventory/table.ts'
import { FLEET, INVENTORY } from '../inventory.ts'

const WIDTHS = [60, 80, 100, 140]
const { endpoints, summary } = INVENTORY

/** Everything that a scan prints, by its name. */
const OUTPUT: Record<string, (width: number, colours: boolean) => string> = {
  head: (width, colours) => tableHead({ width, colours }),
  rows: (width, colours) => endpoints.map((one) => doneRow(one, { width, colours })).join('\n'),
  table: (width, colours) => rankedTable(endpoints, { width, colours }),
  summary: (width) => summaryText(endpoints, { ...summary, silentAddresses: 3, interrupted: true }, width),
  steps: (width) => fixFirst(endpoints, width),
  facts: (width) => endpoints.map((one) => factsText(one, width)).join('\n'),
}

describe('what a scan prints', () => {
  for (const [name, print] of Object.entries(OUTPUT)) {
    for (const width of WIDTHS) {
      it(`${name}: no line is wider than ${width} columns, with colours or without`, () => {
        const plain = print(width, false)
        for (const line of plain.split('\n')) expect(stringWidth(line), line).to.be.at.most(width)
        expect(stripVTControlCharacters(print(width, true)).replace(/ +$/gm, '')).to.equal(
          plain.replace(/ +$/gm, ''),
        )
      })
    }

    it(`${name}: no hostile characters`, () =>
      expect(print(80, false).replaceAll('\n', '')).to.not.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u))
  }

  for (const width of WIDTHS) {
    it(`the columns of the table and of the rows stand below their titles at ${width} columns`, () => {
      const [head = '', ...rows] = rankedTable(FLEET, { width, colours: false }).split('\n')
      expect(head.trimEnd()).to.equal(tableHead({ width, colours: false }).trimEnd())
      const starts = ['ENDPOINT', 'KEY EXCHANGE', 'CERTIFICATE'].map((title) => head.indexOf(title))
      const narrow = [...rows, ...FLEET.map((one) => doneRow(one, { width, colours: false }))].filter(
        // A wide character takes two columns of the screen and one of the string.
        (row) => stringWidth(row) === row.length,
      )
      for (const row of narrow)
        for (const start of starts) expect(row.slice(start - 2, start).trim(), row).to.equal('')
    })
  }

  it('ranks each endpoint in one row, its URL below its name', () => {
    const table = rankedTable(FLEET, { width: 120, colours: false })
    expect(table).to.match(/^ +\d+ {2}tickets: [a-z ,-]+ +PLAINTEXT +none$/m)
    expect(table).to.match(/^ {6}http:\/\/tickets\.example\/mcp$/m)
    expect(table).to.match(/^ +\d+ {2}https:\/\/192\.0\.2\.3\/ +unknown: port closed +unknown$/m)
  })

  it('continues below if a text is wider than its column', () => {
    const table = rankedTable(FLEET, { width: 60, colours: false })
    const text = table.replace(/\s+/g, '')
    expect(text).to.include('SecP384r1MLKEM')
    expect(table).to.match(/DHE and/)
  })

  it('has no colours if none are requested', () => {
    for (const print of Object.values(OUTPUT)) expect(print(80, false)).to.not.include('\x1b')
    expect(rankedTable(FLEET, { width: 80, colours: true })).to.include('\x1b[')
  })

  it('counts in words, and names what could not be probed', () => {
    const text = summaryText(endpoints, { ...summary, silentAddresses: 1, interrupted: true }, 140)
    expect(text).to.match(/^9 endpoints$/m)
    expect(text).to.match(/^ {3}1 {2}plaintext: readable today by anyone on the network path$/m)
    expect(text).to.match(/^ {3}2 {2}unknown: /m)
    expect(text).to.match(/^2 could not be probed:$/m)
    expect(text).to.match(/^ {2}https:\/\/192\.0\.2\.3\/: 192\.0\.2\.3 closed \(as the test has it\)$/m)
    expect(text).to.match(/interrupted/)
  })

  it('uses the singular for one endpoint', () =>
    expect(summaryText([endpoints[0] as never], { ...summary, endpoints: 1 }, 80)).to.match(/^1 endpoint$/m))

  it('names five that could not be probed, and how many more there are', () => {
    const dead = FLEET.filter(({ url }) => url === 'https://192.0.2.3/')
    const seven = Array.from({ length: 7 }, () => dead).flat()
    for (const width of [80, 40]) {
      const text = summaryText(seven, { ...summary, unreachable: 7 }, width)
      expect(text.match(/192\.0\.2\.3\s+closed/g), String(width)).to.have.length(5)
      expect(text).to.match(/and 2 more/)
    }
  })

  it('shows the highest risks first, with reasons and the first step', () => {
    const text = fixFirst(endpoints, 140)
    expect(text).to.match(/^Fix first\n {2}\S+ \(\S+\)\n {4}- /)
    expect(text.match(/^ {4}> /gm)).to.have.length(3)
    expect(text).to.not.include('192.0.2.3')
  })

  it('has nothing to fix first if all is in order', () => {
    const fine = FLEET.filter((one) => one.sources[0]?.name === 'source-code')
    expect(fixFirst(fine, 80)).to.equal('')
    expect(fixFirst([], 80)).to.equal('')
  })
})
