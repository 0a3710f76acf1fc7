import { expect } from 'chai'
import { SSH_HOST_KEY_ALGORITHMS, SSH_KEX_ALGORITHMS, sshHostKey, sshKex } from '../../src/registry/ssh.ts'
import { duplicates } from './rows.ts'

describe('registry: SSH algorithms', () => {
  it('gives no name twice, and the source of each', () => {
    for (const rows of [SSH_KEX_ALGORITHMS, SSH_HOST_KEY_ALGORITHMS]) {
      expect(duplicates(rows.map(({ name }) => name))).to.deep.equal([])
      expect(rows.filter(({ source }) => source.trim() === '')).to.deep.equal([])
    }
  })

  it('classifies methods with a post-quantum half as hybrid, and those with SHA-1 as weak', () => {
    for (const row of SSH_KEX_ALGORITHMS) {
      const isHybrid = row.kind === 'hybrid'
      expect(/mlkem|sntrup761x/.test(row.name), row.name).to.equal(isHybrid)
      expect(sshKex(row.name)?.weak ?? false, row.name).to.equal(/-sha1(-\*)?$/.test(row.name))
    }
  })

  it('has the methods of GSS-API for every mechanism', () => {
    expect(sshKex('gss-curve25519-sha256-toWM5Slw5Ew8Mqkay+al2g==')?.kind).to.equal('classical')
    expect(sshKex('gss-gex-sha1-eipGX3TCiQSrx573bT1o1Q==')).to.include({ kind: 'classical', weak: true })
    expect(sshKex('gss-new-sha256-eipGX3TCiQSrx573bT1o1Q==')).to.equal(undefined)
  })

  it('has no row for an unknown name', () => {
    expect(sshKex('constructor')).to.equal(undefined)
    expect(sshHostKey('new')).to.equal(undefined)
  })
})
