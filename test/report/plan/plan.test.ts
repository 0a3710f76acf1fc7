import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import stringWidth from 'string-width'
import type { Plan } from '../../../src/model/plan.ts'
import { planCalendar } from '../../../src/report/plan/calendar.ts'
import { planCsv } from '../../../src/report/plan/csv.ts'
import { planMarkdown } from '../../../src/report/plan/markdown.ts'
import { planText } from '../../../src/report/plan/text.ts'
import { inventoryEndpoint } from '../../plan/endpoints.ts'
import { fleet } from '../../plan/fleet.ts'
import { plan } from '../../plan/planning.ts'

/** What a name from a registry may be. */
const HOSTILE = [
  '=HYPERLINK("https://evil.example","x")',
  '+1+cmd|calc',
  '@SUM(A1)',
  '\u001b[31mred\u001b]0;title\u0007',
  'line\r\nBEGIN:VEVENT\r\nSUMMARY:forged',
  '``` \n# Heading',
  '<script>alert(1)</script> <img src=x>',
  '[link](javascript:alert(1)) | cell | **bold**',
  'task :crit, 2020-01-01; section forged #35;',
  'a,b"c""d',
  'title click section %%{init: {}}%%',
  '\u202eright to left\u200b',
  'é'.repeat(500),
]

const hostilePlan = (): Plan =>
  plan(
    HOSTILE.map((name, i) =>
      inventoryEndpoint({
        id: `h${i}${name}`,
        name,
        url: `https://h${i}.example/${name}`,
        ownership: { owner: name, vendor: i % 2 ? name : undefined } as { owner: string },
      }),
    ),
    { mandates: ['nist-ir-8547', 'pci-dss'] },
  )

/** RFC 4180 §2, as strict as it is. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text)
    if (!found) throw new Error('not CSV')
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

/** RFC 5545 §3.1 and §3.3.11: content lines, unfolded, with their texts. */
const readCalendar = (text: string): { name: string; value: string }[] =>
  text
    .replace(/\r\n /g, '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', value = ''] = /^([A-Z-]+)(?:;[A-Z]+=[\w-]+)*:(.*)$/.exec(line) ?? []
      if (name === '') throw new Error(`no content line: ${line}`)
      return { name, value }
    })

const CONTROL = /(?!\r|\n)[\p{Cc}\p{Cf}]/u

describe('reports of a plan', () => {
  const made = plan(fleet(5, 40))
  const items = made.waves.flatMap((wave) => wave.items)

  for (const width of [60, 80, 140]) {
    it(`text has at most ${width} columns, except for commands and configurations`, () => {
      const text = planText({ width, colours: false })(made)
      const [body = ''] = text.split('\nConfigurations and texts')
      const wide = body
        .split('\n')
        .filter((line) => stringWidth(line) > width && !line.startsWith('     Verify '))
      expect(wide).to.deep.equal([])
    })
  }

  it('text has every item’s configuration once, whole, and refers to it', () => {
    const text = planText({ width: 120, colours: false })(made)
    for (const { action, verify, deadline } of items) {
      expect(text).to.include(verify).and.include(deadline.date)
      for (const line of (action.config ?? '').split('\n')) expect(text).to.include(line)
    }
    expect(text)
      .to.match(/see \[A\]/)
      .and.match(/\n {2}\[A\]\n/)
    expect(text)
      .to.match(/\[1\]\n/)
      .and.match(/\n {2}\[1\] /)
  })

  it('text has colours only if requested', () => {
    expect(planText({ width: 80, colours: false })(made)).to.not.match(CONTROL)
    expect(planText({ width: 80, colours: true })(made)).to.include('\u001b[31mOVERDUE')
  })

  it('text of an empty plan is one sentence', () => {
    const text = planText({ width: 80, colours: false })(
      plan([inventoryEndpoint({ category: 'hybrid', certificate: null, ownership: { owner: 'o' } })]),
    )
    expect(text.trim()).to.equal('Nothing to migrate as of 2026-11-22.')
  })

  it('text leaves out the middle of a long timeline', () => {
    const text = planText({ width: 80, colours: false })(plan(fleet(1, 200), { capacity: 1 }))
    expect(text).to.match(/\n… and \d+ more\n/)
  })

  it('CSV has one record per item', () => {
    const [head = [], ...rows] = readCsv(planCsv(made))
    expect(rows).to.have.length(items.length)
    expect(new Set(rows.map(({ length }) => length))).to.deep.equal(new Set([head.length]))
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)])
    expect(column('url')).to.deep.equal(items.map(({ url }) => url))
    expect(column('deadline')).to.deep.equal(items.map(({ deadline }) => deadline.date))
    expect(column('rank')).to.deep.equal(items.map(({ rank }) => String(rank)))
  })

  it('CSV keeps the lines of a configuration', () => {
    const rows = parse(planCsv(made), { columns: true, record_delimiter: '\r\n' }) as { config: string }[]
    const configs = items.map(({ action }) => action.config ?? '')
    expect(rows.map(({ config }) => config)).to.deep.equal(configs)
    expect(configs.some((config) => config.includes('\n'))).to.equal(true)
  })

  it('CSV keeps no other control character in a configuration', () => {
    const [item] = items
    const [wave] = made.waves
    if (!item || !wave) throw new Error('the plan is empty')
    const action = { ...item.action, config: 'a\r\nb\u001b[31m\rc\u202e' }
    const text = planCsv({ ...made, waves: [{ ...wave, items: [{ ...item, action }] }] })
    const [row] = parse(text, { columns: true, record_delimiter: '\r\n' }) as { config: string }[]
    expect(row?.config).to.equal('a\nb\ufffd[31m\ufffdc\ufffd')
  })

  it('the calendar follows RFC 5545', () => {
    const text = planCalendar(made)
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).to.be.at.most(75)
    expect(text.replaceAll('\r\n', '')).to.not.match(/[\r\n]/)
    const lines = readCalendar(text)
    expect(lines.slice(0, 3).map(({ name }) => name)).to.deep.equal(['BEGIN', 'VERSION', 'PRODID'])
    expect(lines.at(-1)).to.deep.equal({ name: 'END', value: 'VCALENDAR' })
    const count = (name: string, value?: string) =>
      lines.filter((line) => line.name === name && (value === undefined || line.value === value)).length
    const events = count('BEGIN', 'VEVENT')
    for (const name of ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY'])
      expect(count(name), name).to.equal(events)
    expect(new Set(lines.filter(({ name }) => name === 'UID').map(({ value }) => value)).size).to.equal(
      events,
    )
    for (const { name, value } of lines.filter((line) => /^DT(?:START|END)$/.test(line.name)))
      expect(value, name).to.match(/^\d{8}$/)
  })

  it('Markdown has a Gantt chart and every item', () => {
    const text = planMarkdown(made)
    expect(text).to.include('```mermaid\ngantt\n').and.include('dateFormat YYYY-MM-DD')
    for (const { rank } of items) expect(text).to.include(`### ${rank}. `)
  })

  describe('with hostile names', () => {
    const hostile = hostilePlan()

    it('text: no control characters and no additional lines', () => {
      const text = planText({ width: 100, colours: false })(hostile)
      expect(text.replaceAll('\n', '')).to.not.match(CONTROL)
      expect(text).to.not.match(/^(?:BEGIN:|# Heading)/m)
    })

    it('CSV: no formulas and no additional fields', () => {
      const [head = [], ...rows] = readCsv(planCsv(hostile))
      for (const row of rows) {
        expect(row).to.have.length(head.length)
        for (const cell of row) expect(cell).to.not.match(/^[=+@\t\r|%-]/)
        expect(row.join('')).to.not.match(CONTROL)
      }
    })

    it('calendar: no additional properties or events', () => {
      const lines = readCalendar(planCalendar(hostile))
      expect(lines.filter(({ value }) => value === 'forged')).to.deep.equal([])
      expect(new Set(lines.map(({ name }) => name))).to.deep.equal(
        new Set([
          'BEGIN',
          'VERSION',
          'PRODID',
          'UID',
          'DTSTAMP',
          'DTSTART',
          'DTEND',
          'SUMMARY',
          'DESCRIPTION',
          'END',
        ]),
      )
    })

    it('Markdown: no additional headings, HTML, links, fences or tasks', () => {
      const text = planMarkdown(hostile)
      expect(text.replaceAll('\n', '')).to.not.match(CONTROL)
      const [, chart = ''] = /```mermaid\n([\s\S]*?)\n```\n/.exec(text) ?? []
      for (const line of chart.split('\n').slice(3))
        expect(line).to.match(
          /^ {4}(?:section [^:;#%]+|\d+ [^:;#%]+ :(?:(?:done|crit), )?\d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d)$/,
        )
      // Outside of fences.
      const prose = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
      expect(prose).to.not.match(/^# Heading/m)
      expect(prose).to.not.match(/<script|<img|(?<!\\)\[link|(?<!\\)\*\*bold/)
    })
  })
})
