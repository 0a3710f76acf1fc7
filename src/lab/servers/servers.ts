import {
  fromJsonSchema,
  type JsonSchemaType,
  McpServer,
  ResourceTemplate,
  type ToolAnnotations,
  UriTemplate,
} from '@modelcontextprotocol/server'
import { filled } from '../../model/text/filled.ts'

import table from './servers.json' with { type: 'json' }

type Values = Readonly<Record<string, unknown>>

/** What a tool answers: structured content, or the message of an error that the model is to see. */
type Answer = Values | string

/** How a tool answers, if no function below does. `fields`: those of a record that are shown, by default all. */
type Rule = {
  /** All records, as a list of this name, of which the named fields contain an argument; `field`: one field of each. */
  all?: string
  contains?: Readonly<Record<string, readonly string[]>>
  field?: string
  /** The record whose field equals an argument, or else this message. */
  one?: Readonly<Record<string, string>>
  or?: string
  fields?: readonly string[]
  /** Added: these members, and the named arguments. */
  with?: Values
  echo?: readonly string[]
}

type Tool = {
  title: string
  description: string
  annotations: ToolAnnotations
  input?: JsonSchemaType
  answer?: Rule
}
type Document = { name: string; title: string; mimeType: string }

/** A row of servers.json, with made-up data. test/lab/specifications.test.ts checks the rows. */
export type DemoServer = {
  title: string
  version: string
  tools: Readonly<Record<string, Tool>>
  records: readonly Values[]
  /** A resource for each record; `each`: its name. Its text is that of the record, or the record itself. */
  documents?: Document & { template: string; each: string }
  /** By default the text of all records. */
  document?: Document & { uri: string; text?: string }
  prompt?: Omit<Document, 'mimeType'> & { description: string; input: JsonSchemaType; text: string }
}

const CONDITIONS = ['clear', 'cloudy', 'light rain', 'fog', 'wind from the west']

/** Answers that are calculated, by the name of the tool. */
const CALCULATED: Readonly<Record<string, (args: Values, records: readonly Values[]) => Answer>> = {
  list_messages: ({ unreadOnly }, records) => ({
    messages: records.filter(({ unread }) => unread || !unreadOnly).map(shown(['id', 'from', 'subject'])),
  }),
  get_balance: ({ account }, records) => ({
    account,
    balance: records
      .filter((entry) => String(entry['account']).startsWith(String(account)))
      .reduce((sum, { debit, credit }) => sum + Number(debit) - Number(credit), 0),
  }),
  /** The same city has the same weather in every run. */
  get_forecast: ({ city, days }) => ({
    city,
    forecast: Array.from({ length: Number(days) }, (_, day) => {
      const seed = String(city).length + day
      const condition = CONDITIONS[seed % CONDITIONS.length]
      return { day, condition, high: 12 + (seed % 9), low: 4 + (seed % 5) }
    }),
  }),
  run_query: ({ sql }, records) => {
    const name = /\bfrom\s+(\w+)/i.exec(String(sql))?.[1] ?? ''
    const found = records.find(({ table }) => table === name)
    return found ? { rows: found['rows'] } : `ERROR: relation "${name}" does not exist`
  },
  rotate_secret: ({ path }, records) => {
    const secret = records.find((one) => one['path'] === path)
    return secret ? { path, version: Number(secret['version']) + 1 } : `There is no secret at ${path}.`
  },
}

const ruled = (rule: Rule, args: Values, records: readonly Values[]): Answer => {
  const { all, contains = {}, field, one, or = '', fields, echo = [] } = rule
  if (all !== undefined) {
    const found = records.filter((record) =>
      Object.entries(contains).every(([name, within]) =>
        textOf(within.map((key) => record[key])).includes(String(args[name] ?? '').toLowerCase()),
      ),
    )
    return { [all]: found.map(field === undefined ? shown(fields) : (record) => record[field]) }
  }
  const record = records.find((each) =>
    Object.entries(one ?? {}).some(([key, name]) => each[key] === args[name]),
  )
  if (one && !record) return filled(or, args)
  return { ...shown(fields)(record ?? {}), ...rule.with, ...shown(echo)(args) }
}

const defaultsOf = (input: JsonSchemaType = {}): Values =>
  Object.fromEntries(
    Object.entries((input['properties'] ?? {}) as Record<string, Values>)
      .filter(([, property]) => 'default' in property)
      .map(([name, property]) => [name, property['default']]),
  )

const textOf = (value: unknown): string => JSON.stringify(value).toLowerCase()

const shown =
  (fields: readonly string[] | undefined) =>
  (record: Values): Values =>
    Object.fromEntries(Object.entries(record).filter(([key]) => fields?.includes(key) ?? true))

const demoServer = (name: string, row: DemoServer): McpServer => {
  const { title, version, tools, records, documents, document, prompt } = row
  const server = new McpServer({ name, title, version })
  for (const [tool, { input, answer = {}, ...described }] of Object.entries(tools)) {
    const inputSchema = fromJsonSchema<Values>(input ?? { type: 'object', properties: {} })
    const calculate = CALCULATED[tool] ?? ((args) => ruled(answer, args, records))
    server.registerTool(tool, { ...described, inputSchema }, (args) =>
      toolResult(calculate({ ...defaultsOf(input), ...args }, records)),
    )
  }
  if (documents) {
    const { template, each, ...type } = documents
    const uri = new UriTemplate(template)
    const all = records.map((record) => ({
      uri: uri.expand(record as Record<string, string>),
      name: filled(each, record),
      text: String(record['text'] ?? JSON.stringify(record)),
    }))
    const list = () => ({ resources: all.map(({ uri, name }) => ({ uri, name })) })
    server.registerResource(type.name, new ResourceTemplate(template, { list }), type, ({ href }) => {
      const text = all.find((one) => one.uri === href)?.text ?? ''
      return { contents: [{ uri: href, mimeType: type.mimeType, text }] }
    })
  }
  if (document) {
    const { uri, text = JSON.stringify(records), ...type } = document
    const contents = [{ uri, mimeType: type.mimeType, text }]
    server.registerResource(type.name, uri, type, () => ({ contents }))
  }
  if (prompt) {
    const { name, input, text, ...described } = prompt
    const argsSchema = fromJsonSchema<Values>(input)
    server.registerPrompt(name, { ...described, argsSchema }, (args) => ({
      messages: [{ role: 'user', content: { type: 'text', text: filled(text, args) } }],
    }))
  }
  return server
}

/** Structured content is repeated as text, for clients that do not read it. */
const toolResult = (answer: Answer) =>
  typeof answer === 'string'
    ? { content: [{ type: 'text' as const, text: answer }], isError: true }
    : { content: [{ type: 'text' as const, text: JSON.stringify(answer) }], structuredContent: answer }

export const serverNamed = (name: string): McpServer =>
  demoServer(name, (table as unknown as Readonly<Record<string, DemoServer>>)[name] as DemoServer)
