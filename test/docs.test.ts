import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { generatedDocs } from '../scripts/generatedDocs.ts'

const ROOT = new URL('../', import.meta.url).pathname

describe('docs that are made by npm run docs', () => {
  let generated: Record<string, string>
  before(async () => {
    generated = await generatedDocs()
  })

  for (const path of [
    'docs/commands.md',
    ...['scan', 'plan', 'verify', 'history', 'history-prune', 'diff'].map(
      (name) => `docs/schemas/${name}.schema.json`,
    ),
  ]) {
    it(`${path} is current`, () => {
      const there = existsSync(ROOT + path) ? readFileSync(ROOT + path, 'utf8') : ''
      expect(there === generated[path], `${path} is stale: run "npm run docs" and commit it`).to.equal(true)
    })
  }

  it('are all of them tested', () => expect(Object.keys(generated)).to.have.length(7))
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
