import { expect } from 'chai'
import {
  LIKELY_SERVERS,
  ML_KEM_1024_CLIENTS,
  REMEDIATIONS,
  remediation,
  SSH_SERVERS,
} from '../../src/registry/remediation/remediation.ts'
import { CLIENT_PROFILES } from '../../src/registry/tls/clientProfiles.ts'
import { NAMED_GROUPS } from '../../src/registry/tls/namedGroups.ts'
import { HEADER_PRODUCTS, SSH_SOFTWARE, TLS_STACKS } from '../../src/registry/tls/software.ts'
import { decodeClientHello } from '../../src/tls/clientHello.ts'
import { duplicates } from './rows.ts'

describe('remediations', () => {
  it('know whatever the probe may recognise as what ends TLS', () => {
    const ids = [...HEADER_PRODUCTS, ...TLS_STACKS].map(({ id }) => id)
    expect(ids.filter((id) => remediation(id) === undefined)).to.deep.equal([])
  })

  it('are about something that the probe may recognise, each once', () => {
    const known: string[] = [...HEADER_PRODUCTS, ...TLS_STACKS].map(({ id }) => id)
    const ids = REMEDIATIONS.map(({ id }) => id)
    expect(duplicates(ids)).to.deep.equal([])
    // Neither names itself in a header field.
    const silent = ['haproxy', 'traefik']
    expect(ids.filter((id) => !known.includes(id))).to.have.members(silent)
  })

  it('of SSH are about servers that name themselves', () => {
    const known: string[] = SSH_SOFTWARE.map(({ id }) => id)
    for (const { id } of SSH_SERVERS) expect(known).to.include(id)
  })

  it('have a trap, a way back, an effort, a source and a date', () => {
    for (const { trap, rollback, effortDays, source, asOf, from } of [...REMEDIATIONS, ...SSH_SERVERS]) {
      expect(trap && rollback && from && source).to.be.ok
      expect(asOf).to.match(/^\d{4}-\d{2}-\d{2}$/)
      expect(effortDays[0]).to.be.at.most(effortDays[1])
    }
  })

  it('show a configuration for each server that is likely', () => {
    for (const id of LIKELY_SERVERS) expect(remediation(id)?.hybrid).to.match(/x25519mlkem768/i)
  })

  it('either have a setting, or somebody to be asked, or say that they are uncertain', () => {
    const nothing = REMEDIATIONS.filter(({ hybrid, operator }) => !hybrid && !operator)
    expect(nothing.map(({ id }) => id)).to.have.members(['iis', 'php'])
  })

  it('name the clients that offer ML-KEM-1024: those whose hello does', () => {
    const strict = NAMED_GROUPS.filter(({ name }) => name.endsWith('MLKEM1024')).map(({ value }) => value)
    expect(strict).to.have.length(2)
    const offering = CLIENT_PROFILES.filter(({ hello }) => {
      const groups = supportedGroups(Uint8Array.from(Buffer.from(hello, 'hex')))
      return strict.some((value) => groups.includes(value))
    })
    expect(ML_KEM_1024_CLIENTS).to.have.members(offering.map(({ client }) => client))
  })
})

/** RFC 9846 §4.2.7, of a handshake message. */
const supportedGroups = (message: Uint8Array): number[] => {
  const { extensions } = decodeClientHello(message.subarray(4))
  const found = extensions?.find(({ type }) => type === 10)?.data ?? new Uint8Array()
  const view = new DataView(found.buffer, found.byteOffset, found.byteLength)
  return Array.from({ length: Math.max(0, found.length / 2 - 1) }, (_, i) => view.getUint16(2 + 2 * i))
}
