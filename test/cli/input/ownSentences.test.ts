import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { parseSync, Visitor } from 'oxc-parser'
import { describeError } from '../../../src/cli/failure.ts'
import flags from '../../../src/cli/flags/flags.json' with { type: 'json' }
import { redactSentence } from '../../../src/discover/secrets/redact.ts'
import faults from '../../../src/gateway/client/faults.json' with { type: 'json' }
import { McpPqcError } from '../../../src/model/error.ts'
import codes from '../../../src/model/errorCodes.json' with { type: 'json' }
import { runHere } from '../program.ts'

const REPOSITORY = new URL('../../../', import.meta.url).pathname
const ERRORS = ['McpPqcError', 'UsageError']

/** A text in the sources as its fixed parts; something is put in between. */
type Own = { place: string; parts: string[] }

/** Every text with words of the sources, and those that are the message of an error. */
const texts = (): { all: Own[]; messages: Own[] } => {
  const all: Own[] = []
  const messages: Own[] = []
  for (const path of globSync('{src,commands}/**/*.ts', { cwd: REPOSITORY })) {
    const text = readFileSync(`${REPOSITORY}${path}`, 'utf8')
    const starts = new Set<number>()
    const call = ({ callee, arguments: [, message] }: { callee: object; arguments: { start: number }[] }) => {
      if ('name' in callee && ERRORS.includes(String(callee.name)) && message) starts.add(message.start)
    }
    const found = (start: number, parts: string[]): void => {
      const own = { place: `${path}:${text.slice(0, start).split('\n').length}`, parts }
      // sanitize shows what a terminal would act upon in another form.
      if (!parts.join('').includes(' ') || /[\p{Cc}\p{Cf}]/u.test(parts.join(''))) return
      all.push(own)
      if (starts.has(start)) messages.push(own)
    }
    new Visitor({
      NewExpression: call,
      CallExpression: call,
      Literal: ({ start, value }) => {
        if (typeof value === 'string') found(start, [value])
      },
      TemplateLiteral: ({ start, quasis }) =>
        found(
          start,
          quasis.map(({ value }) => value.cooked ?? ''),
        ),
    }).visit(parseSync(path, text).program)
  }
  const files = globSync('src/*/problems.json', { cwd: REPOSITORY }).map((path) => ({
    place: path,
    rows: JSON.parse(readFileSync(`${REPOSITORY}${path}`, 'utf8')) as typeof faults.texts,
  }))
  const rows = [{ place: 'faults.json', rows: faults.texts }, ...files].flatMap(({ place, rows }) =>
    Object.values(rows).map((row) => ({ place, ...row })),
  )
  for (const { place, message, hint } of rows) {
    const [told, next] = [message, hint].map((text) => ({
      place,
      parts: text.split(/\{\w+\}/),
    })) as [Own, Own]
    all.push(told, next)
    messages.push(told)
  }
  for (const { description } of Object.values(flags).flatMap((rows) => Object.values(rows)))
    all.push({ place: 'flags.json', parts: description.split(/\{\w+\}/) })
  return { all, messages }
}

/** What is put in may be hidden. */
const isWhole = (shown: string, parts: readonly string[]): boolean => {
  let at = 0
  return parts.every((part) => {
    const found = shown.indexOf(part, at)
    at = found + part.length
    return found !== -1
  })
}

const FILLS = ['X', 'https://host.invalid/mcp', 'two words']
/** The only one that quotes the form of a URL with a password: the help of --proxy. */
const FORM = 'socks5://[USER:PASSWORD@]HOST:PORT'

describe('a sentence of the program itself', () => {
  const { all, messages } = texts()
  const errorOf = (message: string, hint: string) =>
    describeError(new McpPqcError('USAGE', message, hint)).json?.error ?? { message: '', hint: '' }

  it('is shown as it is where it is a hint', () => {
    expect(all.length).to.be.greaterThan(2_000)
    const meant = Object.values(codes).flatMap((group) =>
      Object.values(group).map((row) => ({
        place: 'errorCodes.json',
        parts: [String(row.next ?? row.means)],
      })),
    )
    const eaten = [...all, ...meant].filter(
      ({ parts }) =>
        !parts.join('').includes(FORM) &&
        !FILLS.every((fill) => isWhole(errorOf('', parts.join(fill)).hint, parts)),
    )
    expect(eaten).to.deep.equal([])
  })

  it('is shown as it is where it is a message', () => {
    expect(messages.length).to.be.greaterThan(60)
    const eaten = messages.filter(
      ({ parts }) => !FILLS.every((fill) => isWhole(errorOf(parts.join(fill), '').message, parts)),
    )
    expect(eaten).to.deep.equal([])
  })

  it('is whole on a terminal and in JSON', async () => {
    const listen = ['connect', 'https://localhost:9444/mcp', '--listen', '0.0.0.0:18451']
    expect((await runHere(listen)).stderr).to.match(
      /\n {2}The network could use your credentials: listen on 127/,
    )
    const variable = await runHere(['scan', 'https://host.invalid', '--token-env', 'NOPE', '--json'])
    expect(JSON.parse(variable.stdout).error.hint).to.equal(
      'Name a variable that holds the token: --token-env MCP_TOKEN',
    )
  })

  it('still hides what others wrote', () => {
    const hint = 'chmod 600 /keys/a password: hunter2.'
    const quoted = ['/keys/a password: hunter2']
    const { json } = describeError(new McpPqcError('KEY_FILE_MODE', 'm', hint, { quoted }))
    expect(json?.error.hint).to.equal('chmod 600 /keys/a password: ***.')
    expect(redactSentence('Use --token hunter2, TOKEN=hunter2 or https://a:hunter2@host')).to.not.include(
      'hunter2',
    )
  })
})
