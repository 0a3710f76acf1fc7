import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { generatedDocs } from '../scripts/generatedDocs.ts'
import failures from '../src/discover/registry/failures.json' with { type: 'json' }
import faults from '../src/gateway/client/faults.json' with { type: 'json' }
import codes from '../src/model/errorCodes.json' with { type: 'json' }

const ROOT = new URL('../', import.meta.url).pathname

describe('docs that are made by npm run docs', () => {
  let generated: Record<string, string>
  before(async function () {
    this.timeout(60_000)
    generated = await generatedDocs()
  })

  for (const path of [
    'docs/commands.md',
    'docs/errors.md',
    'docs/findings.md',
    ...['scan', 'plan', 'verify', 'history', 'history-prune', 'diff'].map(
      (name) => `docs/schemas/${name}.schema.json`,
    ),
  ]) {
    it(`${path} is current`, () => {
      const there = existsSync(ROOT + path) ? readFileSync(ROOT + path, 'utf8') : ''
      expect(there === generated[path], `${path} is stale: run "npm run docs" and commit it`).to.equal(true)
    })
  }

  it('name commands as a user types them, with a space', () => {
    expect(generated['docs/commands.md'])
      .to.include('[`mcp-pqc history prune`]')
      .and.not.include('history:prune')
  })

  it('are all of them tested', () => expect(Object.keys(generated)).to.have.length(9))
})

describe('src/model/errorCodes.json', () => {
  const sources = globSync('{src,commands}/**/*.ts', { cwd: ROOT }).map((path) =>
    readFileSync(ROOT + path, 'utf8'),
  )
  const all = Object.values(codes).flatMap((rows) => Object.keys(rows))

  it('has no code that nothing uses', () => {
    const rows = globSync('src/*/problems.json', { cwd: ROOT }).map((path) =>
      JSON.parse(readFileSync(ROOT + path, 'utf8')),
    )
    expect(rows).to.have.length(4)
    const names = [faults.texts, ...rows].flatMap(Object.keys).map((name) => name.split(' ')[0])
    const used = (code: string): boolean =>
      names.includes(code) ||
      Object.values(failures.answer).some((row) => row.code === code) ||
      sources.some((text) => text.includes(`'${code}'`))
    expect(all.filter((code) => !used(code))).to.deep.equal([])
  })

  it('has codes that begin with their subject, except those that were documented before this rule', () => {
    const reversed = Object.keys({ ...codes.errors, ...codes.faults }).filter((code) =>
      /^(INVALID|MISSING|NO|NOT|UNKNOWN|WRONG|BAD|TWO|TOO)_/.test(code),
    )
    const documented = ['NO_ANSWER', 'NO_HYBRID_GROUP', 'NO_TLS', 'NO_TLS13', 'NOT_RESUMED', 'NOT_YET_VALID']
    expect(reversed.toSorted()).to.deep.equal([...documented, 'WRONG_NAME', 'WRONG_PIN'].toSorted())
  })
})

describe('docs/json.md', () => {
  const page = readFileSync(`${ROOT}docs/json.md`, 'utf8')
  const schema = JSON.parse(readFileSync(`${ROOT}docs/schemas/scan.schema.json`, 'utf8'))
  const endpoint = schema.properties.endpoints.items.properties
  const tls = endpoint.addresses.items.properties.tls.properties

  const names = {
    'each field of an endpoint': Object.keys(endpoint),
    'each field of the TLS facts': Object.keys(tls),
    'each field of the summary': Object.keys(schema.properties.summary.properties),
    'each state': tls.groups.items.properties.state.enum,
    'each category of key exchange': endpoint.assessment.properties.keyExchange.properties.category.enum,
    'each category of authentication': endpoint.assessment.properties.authentication.properties.category.enum,
  }
  for (const [what, all] of Object.entries(names))
    it(`explains ${what}`, () => {
      for (const name of all as string[]) expect(page, name).to.include(`\`${name}\``)
    })
})
