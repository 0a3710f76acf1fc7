import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { lexer, type Token } from 'marked'
import stringWidth from 'string-width'
import { parseGates } from '../../../src/assess/gates.ts'
import { eventText } from '../../../src/gateway/server/eventText.ts'
import { HOSTILE_TEXT } from '../../../src/registry/hostileText.ts'
import { formatNames, inventoryFormat } from '../../../src/report/formats.ts'
import { html } from '../../../src/report/html/markup.ts'
import { csvLine } from '../../../src/report/text/csv.ts'
import { escapeMarkup, escapeXml } from '../../../src/report/text/escape.ts'
import { cut, cutMiddle, padded, wrap } from '../../../src/report/text/fit.ts'
import { jsonText } from '../../../src/report/text/json.ts'
import { codeSpan, escapeMarkdown, markdownTable } from '../../../src/report/text/markdownText.ts'
import { sanitize, sanitizeLines } from '../../../src/report/text/sanitize.ts'
import { plan } from '../../plan/planning.ts'
import { hostileInventory, hostileVerification } from '../../report/hostileInventory.ts'
import { readCsv, readXml, textOf } from '../../report/readers.ts'
import { type Codec, property, textReader } from '../harness.ts'
import { hostileText, json } from '../values.ts'

const UNSEEN = new RegExp(
  HOSTILE_TEXT.source.replace('\\p{Co}', '').replace('[', '(?![\\n\\r\\ufffd])['),
  'u',
)

const isInert = (text: string): void => {
  expect(text.isWellFormed()).to.equal(true)
  expect(UNSEEN.exec(text)?.[0].codePointAt(0)?.toString(16), text).to.equal(undefined)
}

/** Text as a reader of HTML or XML gets it. */
const unescaped = (markup: string): string => readXml(`<a b="${markup}">${markup}</a>`).text

const words = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token) => ('tokens' in token && token.tokens ? words(token.tokens) : [token.type]))

export const report = (): Codec => ({
  readers: [
    textReader({
      name: 'text that is shown',
      read: (text) => sanitize(text),
      valid: hostileText,
      fixed: 1000,
    }),
    textReader({ name: 'lines that are shown', read: sanitizeLines, valid: hostileText }),
    textReader({
      name: 'text in Markdown',
      read: (text) => escapeMarkdown(text, 1000),
      valid: hostileText,
      weight: 20,
    }),
    textReader({
      name: 'text in columns',
      read: (text) => [cut(text, 20), cutMiddle(text, 20), padded(text, 20)],
      valid: hostileText.map((text) => sanitize(text)),
      share: 0.3,
    }),
    textReader({
      name: 'text in lines of columns',
      read: (text) => wrap(text, 20),
      valid: hostileText.map((text) => sanitize(text)),
      share: 0.3,
    }),
    textReader({
      name: 'cell of CSV',
      read: (text) => csvLine([text, { lines: text }]),
      valid: hostileText,
      fixed: 20_000,
    }),
    textReader({ name: 'text in XML', read: escapeXml, valid: hostileText, weight: 20 }),
    textReader({
      name: 'line of a log',
      read: (text) =>
        sanitize(
          eventText({ event: 'request-refused', reason: 'host', remote: text, detail: text }).text +
            eventText({ event: 'process-said', process: 'a', text }).text,
        ),
      valid: hostileText,
      fixed: 1000,
    }),
  ],
  properties: [
    property('reports: text that is shown is one line of visible characters', hostileText, (text) => {
      for (const length of [10, 200]) {
        const shown = sanitize(text, length)
        isInert(shown)
        expect(shown).to.not.match(/[\r\n]/)
        expect([...shown].length).to.be.at.most(length)
        expect(sanitize(shown, length)).to.equal(shown)
      }
    }),
    property('reports: text in HTML and XML is text', hostileText, (text) => {
      const visible = sanitize(text)
      expect(unescaped(escapeMarkup(visible))).to.equal(visible)
      expect(unescaped(escapeXml(text))).to.equal(sanitize(text, 2000))
      expect(unescaped(html`${text}`.text)).to.equal(sanitize(text, 300))
    }),
    property('reports: text in Markdown is text', hostileText, (text) => {
      const kinds = new Set(words(lexer(`x ${escapeMarkdown(text, 500)}`)))
      for (const kind of kinds)
        expect(['text', 'escape', 'space'], `${kind} in ${escapeMarkdown(text, 500)}`).to.include(kind)
      const [table] = lexer(markdownTable(['a', 'b'], [[escapeMarkdown(text, 500), codeSpan(text, 500)]]))
      expect(table?.type === 'table' && table.rows.map((row: unknown[]) => row.length)).to.deep.equal([2])
    }),
    property(
      'reports: cells of CSV are read, and none is a formula',
      fc.array(hostileText, { minLength: 1, maxLength: 4 }),
      (cells) => {
        const [row = []] = parse(csvLine(cells), { record_delimiter: '\r\n' }) as string[][]
        row.forEach((cell, i) => {
          const shown = sanitize(cells[i] ?? '', 5000)
          expect([shown, `'${shown}`]).to.include(cell)
        })
        for (const cell of row) expect(cell).to.not.match(/^\s*[=+\-@＝＋－＠]/)
      },
    ),
    property('reports: JSON is the same value, and moves no terminal', json, (value) => {
      const text = jsonText(value)
      expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(value)))
      isInert(text)
    }),
    property(
      'reports: columns are as wide as they are said to be',
      fc.tuple(hostileText, fc.integer({ min: 4, max: 60 })),
      ([text, columns]) => {
        const shown = sanitize(text)
        expect(stringWidth(cut(shown, columns))).to.be.at.most(columns)
        expect(stringWidth(cutMiddle(shown, columns))).to.be.at.most(columns)
        expect(stringWidth(padded(shown, columns))).to.equal(columns)
      },
    ),
    property(
      'reports: an inventory of any text is written in every format, inert and well-formed',
      fc.array(hostileText, { minLength: 3, maxLength: 4 }),
      async (texts) => {
        const inventory = hostileInventory(texts)
        const more = { plan: plan(inventory.endpoints), verification: hostileVerification(inventory) }
        for (const name of formatNames('inventory')) {
          const format = await inventoryFormat(name).load({
            width: 100,
            colours: false,
            gates: parseGates(['classical']),
            specVersion: '1.7',
            root: undefined,
            as: 'markdown',
          })
          const text = await textOf(format, inventory, more)
          isInert(text)
          if (['json', 'sarif', 'cyclonedx'].includes(name)) JSON.parse(text)
          if (name === 'csv') readCsv(text)
          if (name === 'junit') readXml(text)
          if (name === 'html') expect(text.match(/<script/g)).to.have.length(HTML_SCRIPTS)
        }
      },
      0.005,
    ),
  ],
})

/** Of the page itself. */
const HTML_SCRIPTS = 1
