import { expect } from 'chai'
import {
  LIKELY_SERVERS,
  REMEDIATIONS,
  remediation,
  SSH_SERVERS,
  settingFor,
} from '../../src/registry/remediation/remediation.ts'
import { groupNamed } from '../../src/registry/tls/groups/namedGroups.ts'
import { HEADER_PRODUCTS, SSH_SOFTWARE, TLS_STACKS } from '../../src/registry/tls/software/software.ts'
import { duplicates } from './rows.ts'

describe('remediations', () => {
  it('have a row for all software that the probe may recognize as terminating TLS', () => {
    const ids = [...HEADER_PRODUCTS, ...TLS_STACKS].map(({ id }) => id)
    // Libraries of which no change is known that gives them a hybrid group: the plan shows those of likely servers.
    const withoutOne = ['gnutls', 'mbedtls', 'wolfssl', 'botan', 'nss', 'erlang']
    expect(ids.filter((id) => remediation(id) === undefined)).to.deep.equal(withoutOne)
  })

  it('name software that the probe may recognize, each once', () => {
    const known: string[] = [...HEADER_PRODUCTS, ...TLS_STACKS].map(({ id }) => id)
    const ids = REMEDIATIONS.map(({ id }) => id)
    expect(duplicates(ids)).to.deep.equal([])
    // Neither names itself in a header field.
    const silent = ['haproxy', 'traefik']
    expect(ids.filter((id) => !known.includes(id))).to.have.members(silent)
  })

  it('of SSH name servers that identify themselves', () => {
    const known: string[] = SSH_SOFTWARE.map(({ id }) => id)
    for (const { id } of SSH_SERVERS) expect(known).to.include(id)
  })

  it('have a trap, a rollback, an effort, a source and a date', () => {
    for (const { trap, rollback, effortDays, source, asOf, from } of [...REMEDIATIONS, ...SSH_SERVERS]) {
      expect(trap && rollback && from && source).to.be.ok
      expect(asOf).to.match(/^\d{4}-\d{2}-\d{2}$/)
      expect(effortDays[0]).to.be.at.most(effortDays[1])
    }
  })

  it('show a configuration for each server that is likely', () => {
    for (const id of LIKELY_SERVERS) expect(remediation(id)?.hybrid).to.match(/x25519mlkem768/i)
  })

  it('have a setting or an operator to ask, but for two', () => {
    const nothing = REMEDIATIONS.filter(({ hybrid, operator }) => !hybrid && !operator)
    expect(nothing.map(({ id }) => id)).to.have.members(['iis', 'php'])
  })

  it('restrict Go and the JDK to the groups whose rows name them', () => {
    for (const id of ['go', 'java'])
      expect(remediation(id)?.only?.groups).to.deep.equal([
        'X25519MLKEM768',
        'SecP256r1MLKEM768',
        'SecP384r1MLKEM1024',
      ])
  })

  it('name groups that exist, and put those of a mandate into their setting', () => {
    const restricted = REMEDIATIONS.filter(({ only }) => only)
    expect(restricted.map(({ id }) => id)).to.include.members(['nginx', 'openssl', 'node', 'go', 'java'])
    for (const row of restricted) {
      expect(row.only?.groups.filter((name) => !groupNamed(name))).to.deep.equal([])
      expect(settingFor(row, ['SecP256r1MLKEM768'])).to.include('SecP256r1MLKEM768')
      expect(settingFor(row, ['SecP256r1MLKEM768'])).to.not.match(/X25519|1024/i)
      expect(settingFor(row, ['curveSM2MLKEM768'])).to.equal(undefined)
      expect(settingFor(row, undefined)).to.equal(row.hybrid)
    }
  })
})
