import { parse } from 'csv-parse/sync'
import { Lexer, type Token, walkTokens } from 'marked'
import { SaxesParser } from 'saxes'
import type { Inventory } from '../../src/model/inventory.ts'
import { type Report, type ReportInput, reportInput } from '../../src/report/inventory/reportInput.ts'
import { NOW } from '../facts.ts'

/** A report as those read it whom it is for: strict where their programs are, and where a careless one would fall. */

export const textOf = async (
  report: Report,
  inventory: Inventory,
  more: Partial<Pick<ReportInput, 'scope' | 'plan' | 'verification'>> = {},
): Promise<string> => {
  const pieces: string[] = []
  for await (const piece of report(reportInput(inventory, { asOf: NOW, ...more }))) pieces.push(piece)
  return pieces.join('')
}

/** RFC 4180: every record as long as the head. */
export const readCsv = (text: string): Record<string, string>[] =>
  parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[]

export type Element = {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

/** XML 1.0, well-formed. @throws {Error} where it is not */
export const readXml = (text: string): Element => {
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: '',
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', (part) => {
    const at = open.at(-1)
    if (at) at.text += part
  })
  parser.write(text).close()
  const [document] = root.children
  if (!document) throw new Error('no element')
  return document
}

/** Every token of GitHub Flavored Markdown, inner ones too. */
export const readMarkdown = (text: string): Token[] => {
  const found: Token[] = []
  void walkTokens(new Lexer({ gfm: true }).lex(text), (token) => {
    found.push(token)
  })
  return found
}

export type Sample = { name: string; labels: Record<string, string>; value: number }

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy

/**
 * Prometheus' text format 0.0.4: HELP and TYPE before the samples of a family, a family in one piece, no sample twice.
 *
 * @throws {Error} where it is not
 */
export const readPrometheus = (text: string): Sample[] => {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, 'help' | 'type'>()
  const series = new Set<string>()
  let family = ''
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap((line): Sample[] => {
      const [, keyword, named = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) \\S`).exec(line) ?? []
      if (keyword !== undefined) {
        if (families.get(named) !== (keyword === 'HELP' ? undefined : 'help'))
          throw new Error(`again: ${line}`)
        families.set(named, keyword === 'HELP' ? 'help' : 'type')
        family = named
        return []
      }
      const [, name = '', labels = '', value = ''] =
        new RegExp(`^(${NAME})(?:\\{(.*)\\})? (-?\\d+(?:\\.\\d+)?)$`).exec(line) ?? []
      if (name === '' || name !== family || families.get(name) !== 'type')
        throw new Error(`no sample: ${line}`)
      if (series.has(`${name}{${labels}}`)) throw new Error(`twice: ${line}`)
      series.add(`${name}{${labels}}`)
      return [{ name, labels: readLabels(labels), value: Number(value) }]
    })
}

const readLabels = (text: string): Record<string, string> => {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const [, name, value = ''] = LABEL.exec(text) ?? []
    if (name === undefined) throw new Error(`no labels: ${text}`)
    labels[name] = value.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character))
  }
  return labels
}
