import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { z } from 'zod'
import type { Endpoint, Ownership } from '../../model/endpoint.ts'
import { McpPqcError } from '../../model/error.ts'
import { yamlExcess } from '../../model/text/yamlNesting.ts'
import { dataClass } from '../../registry/sensitivity/dataClasses.ts'

export type OwnerRule = {
  line: number
  /** Patterns, in which `*` matches any characters, whatever the case. */
  match: { url?: string | undefined; name?: string | undefined; tag?: string | undefined }
  matches: (endpoint: Pick<Endpoint, 'url' | 'sources'>) => boolean
  stated: Omit<Ownership, 'evidence'>
  exclude: boolean
}

export type OwnerFile = { path: string; rules: readonly OwnerRule[] }

const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `known are ${Object.keys(shape).join(', ')}` : undefined,
  })

const text = z.string().min(1)
const year = z.number().min(0).max(1000)
const Match = strict({ url: text.optional(), name: text.optional(), tag: text.optional() })
const Rule = strict({
  match: Match.refine((match) => Object.keys(match).length > 0),
  owner: text.optional(),
  environment: text.optional(),
  vendor: text.optional(),
  classes: z
    .union([text.transform((name) => [name]), z.array(text)])
    .refine((names) => names.every((name) => dataClass(name)))
    .optional(),
  shelfLifeYears: z
    .union([year.transform((years): [number, number] => [years, years]), z.tuple([year, year])])
    .refine(([fewest, most]) => fewest <= most)
    .optional(),
  accept: strict({ until: z.iso.date(), reason: text.optional() }).optional(),
  switchOff: z.iso.date().optional(),
  exclude: z.boolean().default(false),
})
const File = strict({ rules: z.array(Rule) }).nullable()

const FORMS: Readonly<Record<string, string>> = {
  rules: 'a list',
  match: 'a mapping with url, name or tag',
  classes: 'a list of data classes (health, payment, credentials, …)',
  shelfLifeYears: 'a number, or [fewest, most]',
  accept: 'a mapping with "until"',
  until: 'a date such as 2027-01-31',
  switchOff: 'a date such as 2027-01-31',
  exclude: 'true or false',
}

/** Characters: far more than a person writes. */
const MAX_LENGTH = 1_000_000
const MAX_DEPTH = 100
const MAX_ISSUES = 100
/** After a colon the parser quotes the file, which may contain a credential. */
const QUOTED = /(?<=\w): .*$/s
const TOO_DEEP = 'the file is nested too deeply'

type Problem = { line: number; what: string }

/**
 * Reads `mcp-pqc.yaml`: a list `rules`, each with `match` (`url`, `name`, `tag`: texts in which * matches any characters)
 * and what it states about the endpoints that match.
 *
 * @throws {McpPqcError} OWNER_FILE_INVALID with the line, for unknown keys, wrong types and broken YAML.
 */
export const parseOwnerFile = (path: string, text: string): OwnerFile => {
  const read = tooLarge(text) ?? bounded(() => readRules(text))
  if (Array.isArray(read)) return { path, rules: read }
  throw new McpPqcError(
    'OWNER_FILE_INVALID',
    `${path}:${read.line}: ${read.what}`,
    'The form of the file is described in docs/planning.md.',
  )
}

/** The parser recurses, and `yamlExcess` does not count every form of nesting. */
const bounded = <T>(read: () => T): T | Problem => {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return { line: 1, what: TOO_DEEP }
    throw error
  }
}

const tooLarge = (text: string): Problem | undefined => {
  if (text.length > MAX_LENGTH) return { line: 1, what: `the file is longer than ${MAX_LENGTH} characters` }
  const excess = yamlExcess(text, MAX_DEPTH)
  return excess && { line: excess.line, what: `the file ${excess.what}` }
}

const readRules = (text: string): OwnerRule[] | Problem => {
  const lines = new LineCounter()
  const lineOf = (node: unknown): number => lines.linePos((isNode(node) && node.range?.[0]) || 0).line
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'error',
    prettyErrors: false,
    // The parser would compare each key with all others.
    uniqueKeys: false,
  })
  const problems = document.errors.map(({ pos: [offset], code, message }): Problem => {
    const line = lines.linePos(offset).line
    if (code === 'MULTIPLE_DOCS') return { line, what: 'the file holds more than one document' }
    return { line, what: /call stack/.test(message) ? TOO_DEEP : message.replace(QUOTED, '') }
  })
  visit(document, {
    // Aliases of aliases could expand to any size.
    Alias: (_, alias) => {
      problems.push({ line: lineOf(alias), what: 'aliases are not accepted: write the value out' })
    },
    Map: (_, { items }) => {
      const keys = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (keys.has(name)) problems.push({ line: lineOf(key), what: 'Map keys must be unique' })
        keys.add(name)
      }
    },
  })
  if (problems[0]) return problems[0]
  const { data, error } = File.safeParse(document.toJS())
  if (error)
    return error.issues
      .slice(0, MAX_ISSUES)
      .map((issue) => problemOf(issue, document, lineOf))
      .reduce((first, one) => (one.line < first.line ? one : first))
  return (data?.rules ?? []).map(({ match, exclude, ...stated }, index) => {
    const line = lineOf(document.getIn(['rules', index], true))
    return { line, match, stated, exclude, matches: matcher(match.url, match.name, match.tag) }
  })
}

const problemOf = (
  issue: z.core.$ZodIssue,
  document: Document,
  lineOf: (node: unknown) => number,
): Problem => {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  const nodes = path.map((_, depth) => document.getIn(path.slice(0, depth + 1), true))
  const node = nodes.findLast((one) => one !== undefined) ?? document.contents
  const line = lineOf(node)
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const pair = isMap(node) && node.items.find((one) => isScalar(one.key) && String(one.key.value) === key)
    return {
      line: pair ? lineOf(pair.key) : line,
      what: `unknown key "${key.slice(0, 60)}": ${issue.message}`,
    }
  }
  if (path.length === 0) return { line, what: 'the file must be a mapping with the key "rules"' }
  if (path.length === 2) return { line, what: 'a rule must be a mapping' }
  const key = path.findLast((step) => typeof step === 'string') ?? ''
  if (key === 'match') return { line, what: 'a rule needs "match" with url, name or tag' }
  return { line, what: `"${key}" must be ${FORMS[key] ?? 'a text'}` }
}

const matcher = (url?: string, name?: string, tag?: string): OwnerRule['matches'] => {
  const tests = { url: wildcard(url), name: wildcard(name), tag: wildcard(tag) }
  return ({ url: address, sources }) => {
    // The name that a stranger's file gives to a target of the user selects no rule for it.
    const own = sources.filter(({ untrusted }) => !untrusted)
    return (
      tests.url(address) &&
      (name === undefined || own.some((source) => tests.name(source.name ?? ''))) &&
      (tag === undefined ||
        own.some(({ kind, client, scope }) => [kind, client, scope].some((text) => text && tests.tag(text))))
    )
  }
}

/** `*` matches any characters; without a pattern everything matches. */
const wildcard = (pattern: string | undefined): ((text: string) => boolean) => {
  if (pattern === undefined) return () => true
  const parts = pattern.toLowerCase().split('*')
  const [first = '', ...rest] = parts
  return (text) => {
    const lower = text.toLowerCase()
    if (rest.length === 0) return lower === first
    if (!lower.startsWith(first)) return false
    const last = rest.at(-1) ?? ''
    let from = first.length
    for (const part of rest.slice(0, -1)) {
      const found = lower.indexOf(part, from)
      if (found < 0) return false
      from = found + part.length
    }
    return lower.length - last.length >= from && lower.endsWith(last)
  }
}
