import { expect } from 'chai'
import { Inventory } from '../../src/model/inventory.ts'
import { INVENTORY } from '../report/inventory.ts'

/** The document with one change, made by its path. */
const changed = (path: (string | number)[], value: unknown): unknown => {
  const copy = structuredClone(INVENTORY) as unknown as Record<string | number, unknown>
  let at = copy
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  const last = path.at(-1) as string | number
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}

const withTls = INVENTORY.endpoints.findIndex(({ addresses }) => addresses[0]?.tls)
const TLS = ['endpoints', withTls, 'addresses', 0, 'tls']

describe('the model of an inventory', () => {
  it('has what a scan makes, through JSON and back', () => {
    expect(Inventory.parse(JSON.parse(JSON.stringify(INVENTORY)))).to.deep.equal(
      JSON.parse(JSON.stringify(INVENTORY)),
    )
  })

  it('lets keys pass that it does not know: they are new', () =>
    expect(() => Inventory.parse(changed(['newKey'], 1))).to.not.throw())

  const WRONG: [string, (string | number)[], unknown][] = [
    ['another version of the schema', ['schemaVersion'], '2'],
    ['no list of endpoints', ['endpoints'], undefined],
    ['an endpoint that nobody found', ['endpoints', 0, 'sources'], []],
    ['an address without its state', ['endpoints', withTls, 'addresses', 0, 'state'], undefined],
    ['a state that is none', [...TLS, 'groups', 0, 'state'], 'no'],
    ['a version left out', [...TLS, 'versions', 'SSL 3.0'], undefined],
    ['a version that is none', [...TLS, 'versions', 'TLS 1.4'], { state: 'accepted' }],
    ['a rank of zero', [...TLS, 'groups', 0, 'rank'], 0],
    ['a category that is none', ['endpoints', 0, 'assessment', 'keyExchange', 'category'], 'safe'],
    ['a yes in words', ['endpoints', 0, 'assessment', 'keyExchange', 'classicalAccepted'], 'yes'],
    ['a risk above 100', ['endpoints', 0, 'assessment', 'risk', 'score'], 101],
  ]
  for (const [what, path, value] of WRONG)
    it(`refuses ${what}`, () => expect(Inventory.safeParse(changed(path, value)).success).to.equal(false))
})
