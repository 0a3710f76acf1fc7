import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { probeSsh } from '../../../src/probe/ssh.ts'
import { remediation } from '../../../src/registry/remediation/remediation.ts'
import { sshHostKey, sshKex } from '../../../src/registry/ssh.ts'
import { at } from '../../probe/at.ts'
import { skipIf } from '../../skip.ts'
import { freePort } from './freePort.ts'

const HOUSE = new URL('../../../.peers/trixie', import.meta.url).pathname

describe('SSH: OpenSSH of Debian 13', () => {
  const work = `/tmp/ssh-${process.pid}`
  before(function () {
    if (!existsSync(`${HOUSE}/usr/sbin/sshd`)) skipIf(this, 'no sshd in .peers/trixie')
    mkdirSync(HOUSE + work, { recursive: true })
    mkdirSync(`${HOUSE}/run/sshd`, { recursive: true })
  })
  after(() => rmSync(HOUSE + work, { recursive: true, force: true }))

  it('offers hybrid key exchange first, and classical behind it', async () => {
    const facts = await withSshd('', (port) => probeSsh({ to: at(port), timeoutMs: 5_000 }))
    expect(facts.state).to.equal('accepted')
    expect(facts.identification?.software).to.match(/^OpenSSH_10\./)
    expect(facts.keyExchange[0]).to.deep.equal({ name: 'mlkem768x25519-sha256', kind: 'hybrid', weak: false })
    const kinds = new Map(facts.keyExchange.map(({ name, kind }) => [name, kind]))
    expect(kinds.get('sntrup761x25519-sha512')).to.equal('hybrid')
    expect(kinds.get('curve25519-sha256')).to.equal('classical')
    expect([...kinds.values()]).to.not.include('unknown')
    expect(facts.hostKeys).to.deep.equal([{ name: 'ssh-ed25519', kind: 'classical', weak: false }])
    expect(facts.strictKeyExchange).to.equal(true)
  })

  it('offers what it was set up to offer', async () => {
    const facts = await withSshd('KexAlgorithms sntrup761x25519-sha512@openssh.com\n', (port) =>
      probeSsh({ to: at(port), timeoutMs: 5_000 }),
    )
    expect(facts.keyExchange).to.deep.equal([
      { name: 'sntrup761x25519-sha512@openssh.com', kind: 'hybrid', weak: false },
    ])
  })

  it('takes the line that a plan gives it, and is hybrid with it', async () => {
    const line = remediation('openssh')?.hybrid ?? ''
    const facts = await withSshd(`${line}\n`, (port) => probeSsh({ to: at(port), timeoutMs: 5_000 }))
    expect(facts.keyExchange.map(({ name, kind }) => `${kind} ${name}`)).to.deep.equal([
      'hybrid mlkem768x25519-sha256',
      'hybrid sntrup761x25519-sha512',
      'hybrid sntrup761x25519-sha512@openssh.com',
      'classical curve25519-sha256',
    ])
  })

  it('has no algorithm that the registry does not know', () => {
    const names = (query: string): string[] =>
      execFileSync('chroot', [HOUSE, 'ssh', '-Q', query], { encoding: 'utf8' }).trim().split('\n')
    expect(names('kex').filter((name) => !sshKex(name))).to.deep.equal([])
    expect(names('HostKeyAlgorithms').filter((name) => !sshHostKey(name))).to.deep.equal([])
  })

  const withSshd = async <T>(settings: string, use: (port: number) => Promise<T>): Promise<T> => {
    const port = await freePort()
    if (!existsSync(`${HOUSE + work}/key`)) {
      const keygen = spawn('chroot', [
        HOUSE,
        'ssh-keygen',
        '-q',
        '-t',
        'ed25519',
        '-N',
        '',
        '-f',
        `${work}/key`,
      ])
      await once(keygen, 'exit')
    }
    writeFileSync(
      `${HOUSE + work}/config`,
      `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${work}/key\nPidFile none\nUsePAM no\n${settings}`,
    )
    const sshd = spawn('chroot', [HOUSE, '/usr/sbin/sshd', '-D', '-e', '-f', `${work}/config`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    try {
      await new Promise<void>((resolve, reject) => {
        let said = ''
        sshd.stderr.on('data', (text) => {
          said += text
          if (said.includes('Server listening')) resolve()
        })
        sshd.once('exit', () => reject(new Error(`sshd ended: ${said}`)))
      })
      return await use(port)
    } finally {
      sshd.kill()
      await once(sshd, 'exit')
    }
  }
})
