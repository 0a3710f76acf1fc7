import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { PlanItem } from '../../src/model/plan.ts'
import { groups } from '../facts.ts'
import { MADE_UP, withMandates } from '../registry/madeUpMandate.ts'
import { inventoryEndpoint, type Made } from './endpoints.ts'
import { plan } from './planning.ts'
import { sshEndpoint } from './sshEndpoint.ts'

const itemsFor = (endpoint: InventoryEndpoint): PlanItem[] =>
  withMandates([MADE_UP], () => plan([endpoint], { mandates: ['made-up'] })).waves.flatMap(
    ({ items }) => items,
  )

const keyExchange = (made: Made | InventoryEndpoint): PlanItem | undefined =>
  itemsFor('assessment' in made ? made : inventoryEndpoint(made)).find(
    ({ track }) => track === 'key-exchange',
  )

/** A mandate is one row: nothing else has to know its groups. */
describe('plan: a mandate that is only a row', () => {
  it('asks an endpoint with another hybrid group for the ones that it names', () => {
    const item = keyExchange({
      category: 'hybrid',
      groups: 'X25519MLKEM768',
      software: 'nginx',
      shelfLifeYears: [1, 1],
    })
    expect(item?.why[1]).to.equal(
      'It accepts none of the groups that the mandate allows (SecP256r1MLKEM768, MLKEM768).',
    )
    expect(item?.action.summary).to.equal('Configure nginx for SecP256r1MLKEM768 and MLKEM768 only')
    expect(item?.action.config).to.equal('ssl_protocols TLSv1.3;\nssl_ecdh_curve SecP256r1MLKEM768:MLKEM768;')
    expect(item?.verify).to.match(/ --require pqc --mandate made-up$/)
    expect(item?.deadline).to.include({ mandate: 'made-up', date: '2028-06-30' })
  })

  it('says that it is unknown where none of them was answered, and not that none is accepted', () => {
    const item = keyExchange({
      category: 'hybrid',
      tls: { groups: groups(['X25519MLKEM768'], 'timed-out') },
    })
    expect(item?.why[1]).to.equal(
      'It is unknown whether it accepts one of the groups that the mandate allows (SecP256r1MLKEM768, MLKEM768).',
    )
  })

  it('asks nothing of an endpoint that accepts one of them', () => {
    expect(keyExchange({ category: 'hybrid', groups: 'SecP256r1MLKEM768' })).to.equal(undefined)
  })

  it('configures of the groups those that the software has', () => {
    const item = keyExchange({ category: 'hybrid', groups: 'X25519MLKEM768', software: 'java' })
    expect(item?.action.config).to.equal('-Djdk.tls.namedGroups=SecP256r1MLKEM768')
    const caddy = keyExchange({ category: 'hybrid', groups: 'X25519MLKEM768', software: 'caddy' })
    expect(caddy?.action.summary).to.include('caddy has no known setting for SecP256r1MLKEM768 or MLKEM768')
  })

  it('counts as left out the clients that offer none of them', () => {
    const clients = ['Node.js 24', 'Go 1.26 (net/http)']
    const item = keyExchange({ category: 'hybrid', groups: 'X25519MLKEM768', clients })
    expect(item?.clientsLeftOut).to.deep.equal(['Node.js 24'])
  })

  it('asks an SSH server for the methods that it names', () => {
    const item = keyExchange(sshEndpoint('mlkem768x25519-sha256', 'openssh'))
    expect(item?.why[1]).to.equal(
      'It accepts none of the methods that the mandate allows (mlkem768nistp256-sha256).',
    )
    expect(item?.blockedBy).to.deep.equal([
      'no released SSH server is known to offer mlkem768nistp256-sha256',
    ])
    expect(keyExchange(sshEndpoint('mlkem768nistp256-sha256'))).to.equal(undefined)
  })

  it('that names no SSH method is satisfied by any hybrid one', () => {
    const { sshMethods: _, ...row } = MADE_UP
    const item = withMandates([row], () =>
      plan([sshEndpoint('curve25519-sha256', 'openssh')], { mandates: ['made-up'] }),
    ).waves[0]?.items[0]
    expect(item?.action.summary).to.equal('Enable hybrid key exchange in OpenSSH')
    expect(item?.action.config).to.match(/^KexAlgorithms mlkem768x25519-sha256,/m)
  })

  it('is gone when its row is', () => {
    const item = plan([inventoryEndpoint({ software: 'nginx' })], { mandates: ['made-up'] }).waves[0]
      ?.items[0]
    expect(item?.action.config).to.include('X25519MLKEM768')
  })
})
