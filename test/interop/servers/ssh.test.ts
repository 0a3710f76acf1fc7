import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect } from 'chai'
import type { SshFacts } from '../../../src/model/ssh.ts'
import { probeSsh } from '../../../src/probe/ssh/ssh.ts'
import { remediation } from '../../../src/registry/remediation/remediation.ts'
import { sshHostKey, sshKex } from '../../../src/registry/ssh.ts'
import { at } from '../../probe/at.ts'
import { PATIENT, probeOptions } from '../../probe/probing.ts'
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
    const facts = await withSshd('', (port) => probeSsh({ ...probeOptions(PATIENT), to: at(port) }))
    expect(facts.state).to.equal('accepted')
    expect(facts.identification?.software).to.match(/^OpenSSH_10\./)
    expect(facts.keyExchange[0]).to.deep.equal({ name: 'mlkem768x25519-sha256', kind: 'hybrid', weak: false })
    const kinds = new Map(facts.keyExchange.map(({ name, kind }) => [name, kind]))
    expect(kinds.get('sntrup761x25519-sha512')).to.equal('hybrid')
    expect(kinds.get('curve25519-sha256')).to.equal('classical')
    expect([...kinds.values()]).to.not.include('unknown')
    expect(facts.hostKeys).to.deep.equal([
      { name: 'ssh-ed25519', kind: 'classical', weak: false, fingerprint: fingerprint('key').hash },
    ])
    expect(facts.strictKeyExchange).to.equal(true)
  })

  it('offers what it was set up to offer', async () => {
    const facts = await withSshd('KexAlgorithms sntrup761x25519-sha512@openssh.com\n', (port) =>
      probeSsh({ ...probeOptions(PATIENT), to: at(port) }),
    )
    expect(facts.keyExchange).to.deep.equal([
      { name: 'sntrup761x25519-sha512@openssh.com', kind: 'hybrid', weak: false },
    ])
  })

  it('takes the line that a plan gives it, and is hybrid with it', async () => {
    const line = remediation('openssh')?.hybrid ?? ''
    const facts = await withSshd(`${line}\n`, (port) => probeSsh({ ...probeOptions(PATIENT), to: at(port) }))
    expect(facts.keyExchange.map(({ name, kind }) => `${kind} ${name}`)).to.deep.equal([
      'hybrid mlkem768x25519-sha256',
      'hybrid sntrup761x25519-sha512',
      'hybrid sntrup761x25519-sha512@openssh.com',
      'classical curve25519-sha256',
    ])
  })

  it('shows the size and the fingerprint of each host key, as ssh-keygen does', async () => {
    const keys = [keygen('rsa', 1024), keygen('rsa', 3072), keygen('ecdsa', 384), keygen('ecdsa', 521)]
    for (const [rsa, ecdsa] of [
      [keys[0], keys[2]],
      [keys[1], keys[3]],
    ]) {
      const lines = [rsa, ecdsa].map((name) => `HostKey ${work}/${name}\n`).join('')
      const facts = await withSshd(`${lines}RequiredRSASize 1024\n`, (port) =>
        probeSsh({ ...probeOptions(PATIENT), to: at(port) }),
      )
      const seen = (name: string) => facts.hostKeys.find((key) => key.name === name)
      const { hash, bits } = fingerprint(rsa ?? '')
      expect(seen('rsa-sha2-512')).to.include({ fingerprint: hash, bits })
      expect(seen('rsa-sha2-256')).to.include({ fingerprint: hash, bits })
      const curve = fingerprint(ecdsa ?? '')
      expect(seen(`ecdsa-sha2-nistp${curve.bits}`)).to.include({
        fingerprint: curve.hash,
        bits: curve.bits,
      })
      expect(seen('ssh-ed25519')?.fingerprint).to.equal(fingerprint('key').hash)
    }
  })

  for (const method of [
    'mlkem768x25519-sha256',
    'curve25519-sha256',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group18-sha512',
  ]) {
    it(`shows host keys with ${method} only`, async () => {
      const facts = await withSshd(`KexAlgorithms ${method}\n`, (port) =>
        probeSsh({ ...probeOptions(PATIENT), to: at(port) }),
      )
      expect(facts.hostKeys[0]?.fingerprint).to.equal(fingerprint('key').hash)
    })
  }

  it('says which key was not seen where it cannot begin a key exchange', async () => {
    const facts = await withSshd('KexAlgorithms sntrup761x25519-sha512\n', (port) =>
      probeSsh({ ...probeOptions(PATIENT), to: at(port) }),
    )
    expect(facts.hostKeys[0]?.fingerprint).to.equal(undefined)
    expect(facts.hostKeys[0]?.detail).to.equal(
      'the server offers no key exchange method that this program can begin',
    )
  })

  it('waits where the server accepts one connection at a time', async () => {
    const facts = await withSshd('MaxStartups 1\n', (port) =>
      probeSsh({ ...probeOptions(PATIENT), to: at(port) }),
    )
    expect(facts.hostKeys[0]?.fingerprint).to.equal(fingerprint('key').hash)
  })

  it('repeats what a server says that accepts no further connection', async () => {
    const facts = await withSshd('MaxStartups 1\n', async (port) => {
      const other = connect(port, '127.0.0.1')
      await once(other, 'data')
      try {
        return await probeSsh({ ...probeOptions(PATIENT), to: at(port) })
      } finally {
        other.destroy()
      }
    })
    expect(facts.state).to.equal('cut-off')
    expect(facts.detail).to.equal('the server limits connections: "Not allowed at this time"')
  })

  it('has no algorithm that the registry does not know', () => {
    const names = (query: string): string[] =>
      execFileSync('chroot', [HOUSE, 'ssh', '-Q', query], { encoding: 'utf8' }).trim().split('\n')
    expect(names('kex').filter((name) => !sshKex(name))).to.deep.equal([])
    expect(names('HostKeyAlgorithms').filter((name) => !sshHostKey(name))).to.deep.equal([])
  })

  const keygen = (type: string, bits: number): string => {
    const name = `${type}${bits}`
    execFileSync('chroot', [
      HOUSE,
      'ssh-keygen',
      '-q',
      '-t',
      type,
      '-b',
      `${bits}`,
      '-N',
      '',
      '-f',
      `${work}/${name}`,
    ])
    return name
  }

  const fingerprint = (name: string): { bits: number; hash: string } => {
    const said = execFileSync('chroot', [HOUSE, 'ssh-keygen', '-lf', `${work}/${name}.pub`], {
      encoding: 'utf8',
    })
    const [bits, hash = ''] = said.split(' ')
    return { bits: Number(bits), hash }
  }

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

describe('SSH: other servers of Debian 13', () => {
  const work = `/tmp/ssh-others-${process.pid}`
  before(function () {
    if (!existsSync(`${HOUSE}/usr/sbin/dropbear`) || !existsSync(`${HOUSE}/usr/sbin/tinysshd`))
      skipIf(this, 'no dropbear or tinysshd in .peers/trixie')
    mkdirSync(HOUSE + work, { recursive: true })
  })
  after(() => rmSync(HOUSE + work, { recursive: true, force: true }))

  const run = (command: string, ...args: string[]): string =>
    execFileSync('chroot', [HOUSE, command, ...args], { encoding: 'utf8' })

  it('Dropbear: methods, key size and fingerprint are as dropbearkey says', async () => {
    run('dropbearkey', '-t', 'rsa', '-s', '2048', '-f', `${work}/rsa`)
    const said = run('dropbearkey', '-y', '-f', `${work}/rsa`)
    const port = await freePort()
    const args = ['-F', '-E', '-p', `127.0.0.1:${port}`, '-r', `${work}/rsa`, '-P', `${work}/pid`]
    const dropbear = spawn('chroot', [HOUSE, 'dropbear', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    await once(dropbear.stderr, 'data')
    const facts = await probeSsh({ ...probeOptions(PATIENT), to: at(port) })
    dropbear.kill()
    await once(dropbear, 'exit')
    expect(facts.keyExchange.map(({ kind }) => kind)).to.not.include('unknown')
    expect(facts.keyExchange.map(({ name }) => name)).to.include('mlkem768x25519-sha256')
    const key = facts.hostKeys.find(({ name }) => name === 'rsa-sha2-256')
    expect(key?.bits).to.equal(2048)
    expect(said).to.include(`Fingerprint: ${key?.fingerprint}`)
  })

  it('TinySSH: its hybrid method and its key are seen', async () => {
    run('tinysshd-makekey', '-q', `${work}/tiny`)
    const facts = await behindInetd(['tinysshd', '-v', `${work}/tiny`])
    expect(facts.keyExchange.map(({ kind }) => kind))
      .to.include('hybrid')
      .and.not.include('unknown')
    expect(facts.hostKeys[0]).to.include({ name: 'ssh-ed25519' })
    expect(facts.hostKeys[0]?.fingerprint).to.match(/^SHA256:/)
  })

  /** One process for each connection, as inetd starts them. */
  const behindInetd = async (command: string[]): Promise<SshFacts> => {
    const inetd = createServer((socket) => {
      socket.on('error', () => {})
      const child = spawn('chroot', [HOUSE, ...command], { stdio: ['pipe', 'pipe', 'ignore'] })
      child.stdin.on('error', () => {})
      socket.pipe(child.stdin)
      child.stdout.pipe(socket)
      socket.on('close', () => child.kill())
    })
    await new Promise<void>((resolve) => inetd.listen(0, '127.0.0.1', resolve))
    try {
      return await probeSsh({ ...probeOptions(PATIENT), to: at((inetd.address() as AddressInfo).port) })
    } finally {
      await new Promise((resolve) => inetd.close(resolve))
    }
  }
})
