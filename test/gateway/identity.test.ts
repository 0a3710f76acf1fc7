import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { issueServer, openAuthority } from '../../src/gateway/identity/authority.ts'
import { isReadOnlyIn } from '../../src/gateway/identity/foreignPlace.ts'
import { certificateFiles } from '../../src/gateway/identity/identity.ts'
import { identityFolder } from '../../src/gateway/identity/identityFolder.ts'
import { type ServerName, serverNames } from '../../src/gateway/identity/serverNames.ts'
import { McpPqcError } from '../../src/model/error.ts'
import { skipIf, whyNotRoot } from '../skip.ts'
import { LOOPBACK, temporaryFolder } from './server/serving.ts'

const DAY = 24 * 3_600_000
const FILES = [
  'ca-ecdsa-p256.pem',
  'ca-ml-dsa-65.pem',
  'ca.pem',
  'server-ecdsa-p256.pem',
  'server-ml-dsa-65.pem',
]

const load = (folder: string, names: readonly ServerName[] = LOOPBACK) => identityFolder(folder, names).load()

const failure = async (promise: Promise<unknown>): Promise<McpPqcError> => {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).to.be.instanceOf(McpPqcError)
  expect(error.hint).to.be.a('string').that.is.not.empty
  return error
}

const certificates = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  )

describe('gateway identity: a folder of our own', () => {
  it('is made at the first start: two authorities, a server’s certificate below each, all for their owner alone', async () => {
    const folder = join(temporaryFolder(), 'identity')
    const { credentials, authorities } = await load(folder)
    expect(readdirSync(folder).sort()).to.deep.equal(FILES)
    expect(statSync(folder).mode & 0o777).to.equal(0o700)
    for (const file of FILES) expect(statSync(join(folder, file)).mode & 0o777, file).to.equal(0o600)
    expect(authorities?.path).to.equal(join(folder, 'ca.pem'))
    expect(authorities?.pem).to.not.include('PRIVATE KEY')
    const [ecdsa, mlDsa] = certificates(authorities?.pem ?? '')
    for (const [at, authority] of [ecdsa, mlDsa].entries()) {
      const leaf = new X509Certificate(credentials[at]?.certificate ?? '')
      expect(authority?.ca).to.equal(true)
      expect(leaf.ca).to.equal(false)
      expect(leaf.checkIssued(authority as X509Certificate)).to.equal(true)
      expect(leaf.verify((authority as X509Certificate).publicKey)).to.equal(true)
      expect(leaf.subjectAltName).to.equal('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
      expect(leaf.validFromDate.getTime()).to.be.below(Date.now())
      expect((leaf.validToDate.getTime() - Date.now()) / DAY).to.be.within(89, 90)
    }
    expect(credentials.map(({ facts }) => facts.algorithm)).to.deep.equal(['ECDSA P-256', 'ML-DSA-65'])
  })

  it('is refused at a place where no folder can be made, as in /proc', async function () {
    skipIf(this, process.platform === 'linux' ? undefined : 'only Linux has /proc')
    const failed = await identityFolder('/proc/mcp-pqc/identity', LOOPBACK)
      .load()
      .catch((error) => error)
    expect(failed).to.include({ code: 'IDENTITY_UNWRITABLE' })
  })

  it('is the same at the next start', async () => {
    const folder = temporaryFolder()
    const first = await load(folder)
    expect(await load(folder)).to.deep.equal(first)
  })

  it('is one and the same for two processes that start at once', async () => {
    const folder = temporaryFolder()
    const [one, two] = await Promise.all([load(folder), load(folder)])
    expect(one.authorities?.pem).to.equal(two.authorities?.pem)
    expect(readdirSync(folder).sort()).to.deep.equal(FILES)
  })

  it('is renewed before its certificates expire, by the same authorities', async () => {
    const folder = temporaryFolder()
    const before = await load(folder)
    const authority = await openAuthority(join(folder, 'ca-ml-dsa-65.pem'), 'ml-dsa-65', LOOPBACK, Date.now())
    for (const age of [61, 95]) {
      const old = await issueServer(authority, LOOPBACK, Date.now() - age * DAY)
      writeFileSync(join(folder, 'server-ml-dsa-65.pem'), old)
      const after = await load(folder)
      expect(after.authorities).to.deep.equal(before.authorities)
      expect(after.credentials[0]).to.deep.equal(before.credentials[0])
      expect(after.credentials[1]?.facts.notAfter.getTime()).to.be.above(Date.now() + 89 * DAY)
    }
  })

  it('is not renewed for nothing', async () => {
    const folder = temporaryFolder()
    await load(folder)
    const authority = await openAuthority(join(folder, 'ca-ml-dsa-65.pem'), 'ml-dsa-65', LOOPBACK, Date.now())
    const old = await issueServer(authority, LOOPBACK, Date.now() - 59 * DAY)
    writeFileSync(join(folder, 'server-ml-dsa-65.pem'), old)
    await load(folder)
    expect(readFileSync(join(folder, 'server-ml-dsa-65.pem'), 'utf8')).to.equal(old)
  })

  for (const lost of FILES.filter((file) => !file.startsWith('ca-'))) {
    it(`is whole again when ${lost} was lost`, async () => {
      const folder = temporaryFolder()
      await load(folder)
      rmSync(join(folder, lost))
      const { credentials, authorities } = await load(folder)
      expect(readdirSync(folder).sort()).to.deep.equal(FILES)
      const trusted = certificates(authorities?.pem ?? '')
      for (const { certificate } of credentials) {
        const leaf = new X509Certificate(certificate)
        expect(trusted.some((one) => leaf.verify(one.publicKey))).to.equal(true)
      }
    })
  }

  it('goes on without the key of an authority as long as it needs no new certificate', async () => {
    const folder = temporaryFolder()
    const first = await load(folder)
    rmSync(join(folder, 'ca-ml-dsa-65.pem'))
    expect(await load(folder)).to.deep.equal(first)
    rmSync(join(folder, 'server-ecdsa-p256.pem'))
    expect(await failure(load(folder))).to.include({ code: 'IDENTITY_INCOMPLETE' })
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).to.equal(first.authorities?.pem)
  })

  it('takes names away without a word, and refuses those that its authority may not speak for', async () => {
    const folder = temporaryFolder()
    const many = serverNames(['mcp.example.test', '192.0.2.7', '2001:DB8:0::7'])
    const first = await load(folder, many)
    expect(await load(folder)).to.deep.equal(first)
    expect(await load(folder, serverNames(['2001:db8::7']))).to.deep.equal(first)
    expect(await failure(load(folder, serverNames(['other.example.test'])))).to.include({
      code: 'IDENTITY_NAMES',
    })
    expect(await failure(load(folder, serverNames(['192.0.2.8'])))).to.include({ code: 'IDENTITY_NAMES' })
  })

  it('refuses a name that is none', () => {
    for (const name of [
      '',
      'a b',
      'https://x',
      '*.example.test',
      'a..b',
      '-a',
      'x:443',
      `${'a'.repeat(64)}.test`,
    ]) {
      expect(() => serverNames([name]), name)
        .to.throw(McpPqcError)
        .with.property('code', 'NAME_INVALID')
    }
    expect(serverNames(['MÜNCHEN.example.']).at(-1)?.value).to.equal('xn--mnchen-3ya.example')
  })

  it('is not used when others can get at it', async () => {
    const folder = temporaryFolder()
    await load(folder)
    chmodSync(join(folder, 'server-ml-dsa-65.pem'), 0o640)
    expect(await failure(load(folder))).to.include({ code: 'KEY_FILE_MODE' })
    chmodSync(join(folder, 'server-ml-dsa-65.pem'), 0o600)
    chmodSync(folder, 0o777)
    expect(await failure(load(folder))).to.include({ code: 'KEY_FILE_MODE' })
  })

  it('is not used where another user owns it, a key in it, or a link to it', async function () {
    skipIf(this, whyNotRoot())
    const folder = temporaryFolder()
    await load(folder)
    const refused = async (path: string, place = folder) => {
      lchownSync(path, 1234, 1234)
      const error = await failure(load(place))
      lchownSync(path, 0, 0)
      expect(error).to.include({ code: 'KEY_FILE_OWNER' })
      expect(error.message).to.include('uid 1234')
    }
    await refused(folder)
    await refused(join(folder, 'server-ecdsa-p256.pem'))
    const link = join(temporaryFolder(), 'link')
    symlinkSync(folder, link)
    await load(link)
    await refused(link, link)
    const second = join(temporaryFolder(), 'second')
    symlinkSync(link, second)
    await load(second)
    await refused(link, second)
  })

  it('is not used below a folder that everyone may write to, unless it is sticky', async () => {
    const above = temporaryFolder()
    const folder = join(above, 'identity')
    await load(folder)
    chmodSync(above, 0o777)
    const error = await failure(load(folder))
    expect(error).to.include({ code: 'KEY_FILE_MODE' })
    expect(error.message).to.equal(
      `other users may write to ${above}, which contains the private keys in ${folder}`,
    )
    chmodSync(above, 0o1777)
    await load(folder)
  })

  it('is not used below a folder of another user, or of a group that may write to it, unless that is its own or root’s', async function () {
    skipIf(this, whyNotRoot())
    const above = temporaryFolder()
    const folder = join(above, 'identity')
    await load(folder)
    const key = join(folder, 'server-ecdsa-p256.pem')
    const files = certificateFiles([{ certificate: key, key }])
    for (const [uid, gid, mode, code] of [
      [1234, 0, 0o755, 'KEY_FILE_OWNER'],
      [1234, 0, 0o1777, 'KEY_FILE_OWNER'],
      [0, 1234, 0o775, 'KEY_FILE_MODE'],
      [0, 1234, 0o1775, undefined],
      [0, 1234, 0o755, undefined],
      [0, 0, 0o775, undefined],
    ] as const) {
      chownSync(above, uid, gid)
      chmodSync(above, mode)
      const codes = [load(folder), files.load()].map((one) =>
        one.then(
          () => undefined,
          (error) => error.code,
        ),
      )
      expect(await Promise.all(codes), `${uid}:${gid} ${mode.toString(8)}`).to.deep.equal([code, code])
    }
  })

  it('is not used below a folder whose owner a user namespace does not map, and says so', async function () {
    skipIf(this, whyNotRoot())
    const above = temporaryFolder()
    const folder = join(above, 'identity')
    await load(folder)
    chownSync(above, 65_534, 65_534)
    const error = await failure(load(folder))
    expect(error).to.include({ code: 'KEY_FILE_OWNER' })
    expect(error.message).to.equal(
      `${above}, which contains the private keys in ${folder}, belongs to uid 65534: in a user namespace, that is any user that it does not map`,
    )
  })

  it('knows a read-only mount, on which it may belong to root', () => {
    const mounts = [
      '22 1 0:20 / / rw,relatime - overlay overlay rw',
      '30 22 0:30 / /run/secrets ro,relatime shared:1 - tmpfs tmpfs rw',
      '31 22 0:31 / /run/my\\040secrets rw,relatime - tmpfs tmpfs ro',
      '32 22 0:32 / /data ro - ext4 /dev/a ro',
      '33 32 0:33 / /data rw - ext4 /dev/b rw',
    ].join('\n')
    const places = [
      '/',
      '/run',
      '/run/secrets',
      '/run/secrets/identity',
      '/run/secretsX',
      '/run/my secrets/a',
      '/data/x',
    ]
    expect(places.filter((place) => isReadOnlyIn(mounts, place))).to.deep.equal([
      '/run/secrets',
      '/run/secrets/identity',
      '/run/my secrets/a',
    ])
  })

  it('lets ca.pem keep the mode that clients can read it with', async () => {
    const folder = temporaryFolder()
    await load(folder)
    chmodSync(join(folder, 'ca.pem'), 0o644)
    rmSync(join(folder, 'server-ecdsa-p256.pem'))
    await load(folder)
    expect(statSync(join(folder, 'ca.pem')).mode & 0o777).to.equal(0o644)
  })

  it('says which file is broken', async () => {
    const folder = temporaryFolder()
    await load(folder)
    writeFileSync(join(folder, 'server-ml-dsa-65.pem'), 'nothing')
    const error = await failure(load(folder))
    expect(error).to.include({ code: 'CERTIFICATE_INVALID' })
    expect(error.message).to.include('server-ml-dsa-65.pem')
  })

  it('cannot be where a file is', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(await failure(load(join(file, 'identity')))).to.include({ code: 'IDENTITY_UNWRITABLE' })
    expect(await failure(load(file))).to.include({ code: 'IDENTITY_UNWRITABLE' })
  })

  it('is not left half on a full disk', async function () {
    const disk = join(temporaryFolder(), 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      skipIf(this, 'tmpfs cannot be mounted')
    }
    try {
      const error = await failure(load(join(disk, 'identity')))
      expect(error).to.include({ code: 'IDENTITY_UNWRITABLE' })
      expect(error.message).to.include('ENOSPC')
      for (const file of readdirSync(join(disk, 'identity'))) {
        expect(file).to.not.include('partial')
        expect(() => createPrivateKey(readFileSync(join(disk, 'identity', file)))).to.not.throw()
      }
      execFileSync('mount', ['-o', 'remount,size=1m', disk])
      expect((await load(join(disk, 'identity'))).credentials).to.have.lengthOf(2)
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('gateway identity: certificates of the user', () => {
  let folder: string
  /** Valid, one file for both. */
  let both: string
  before(async () => {
    folder = temporaryFolder()
    await load(folder)
    both = join(folder, 'server-ecdsa-p256.pem')
  })

  const file = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode })
    chmodSync(path, mode)
    return path
  }
  const loadFiles = (certificate: string, key: string) => certificateFiles([{ certificate, key }]).load()

  it('are read, chain and key in one file or in two', async () => {
    const text = readFileSync(both, 'utf8')
    const [certificate, key] = [file('cert.pem', text.split('-----BEGIN PRIVATE')[0] ?? '', 0o644), both]
    const { credentials, authorities } = await loadFiles(certificate, key)
    expect(authorities).to.equal(undefined)
    expect(credentials[0]?.certificate).to.not.include('PRIVATE')
    expect((await loadFiles(both, both)).credentials[0]?.facts).to.deep.equal(credentials[0]?.facts)
  })

  it('stand side by side, one of each kind', async () => {
    const mlDsa = join(folder, 'server-ml-dsa-65.pem')
    const source = certificateFiles([both, mlDsa].map((path) => ({ certificate: path, key: path })))
    expect((await source.load()).credentials).to.have.lengthOf(2)
    const twice = certificateFiles([both, both].map((path) => ({ certificate: path, key: path })))
    expect(await failure(twice.load())).to.include({ code: 'CERTIFICATE_DUPLICATE' })
  })

  it('are refused where the key is another user’s', async function () {
    skipIf(this, whyNotRoot())
    const foreign = file('foreign.pem', readFileSync(both, 'utf8'), 0o600)
    chownSync(foreign, 1234, 1234)
    expect(await failure(loadFiles(both, foreign))).to.include({ code: 'KEY_FILE_OWNER' })
    chownSync(foreign, 0, 0)
    expect((await loadFiles(both, foreign)).credentials).to.have.length(1)
  })

  it('are refused where somebody else can read the key', async () => {
    for (const mode of [0o644, 0o640, 0o604, 0o660, 0o610]) {
      const open = file('open.pem', readFileSync(both, 'utf8'), mode)
      const error = await failure(loadFiles(both, open))
      expect(error).to.include({ code: 'KEY_FILE_MODE' })
      expect(error.hint).to.include('chmod 600')
    }
  })

  it('are asked for the key where the file has none, whatever its mode', async () => {
    for (const mode of [0o600, 0o644]) {
      const only = file(
        'only.pem',
        readFileSync(both, 'utf8').replace(/-----BEGIN PRIVATE KEY[\s\S]*/, ''),
        mode,
      )
      expect(await failure(loadFiles(only, only))).to.include({
        code: 'KEY_INVALID',
        message: `${only} has no private key`,
        hint: 'Name the file of its private key with --key FILE.',
      })
      expect(await failure(loadFiles(both, only))).to.include({ code: 'KEY_INVALID' })
    }
  })

  it('are refused at once where the file of the key has nothing but beginnings of keys', async () => {
    const begun = performance.now()
    const text = '-----BEGIN PRIVATE KEY-----\n'.repeat(37_000)
    expect(await failure(loadFiles(both, file('beginnings.pem', text)))).to.include({ code: 'KEY_INVALID' })
    expect(performance.now() - begun).to.be.below(2_000)
  })

  it('are refused where the key is none, or none of this certificate, or encrypted', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
    const legacy = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    for (const [text, code] of [
      [privateKey.export({ type: 'pkcs8', format: 'pem' }), 'KEY_MISMATCH'],
      [publicKey.export({ type: 'spki', format: 'pem' }), 'KEY_INVALID'],
      ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'KEY_INVALID'],
      ['', 'KEY_INVALID'],
      [privateKey.export(encrypted), 'KEY_ENCRYPTED'],
      [legacy.export({ ...encrypted, type: 'pkcs1' }), 'KEY_ENCRYPTED'],
    ] as const) {
      const error = await failure(loadFiles(both, file('key.pem', String(text))))
      expect(error).to.include({ code })
      expect(`${error.message} ${error.hint}`).to.not.match(/[A-Za-z0-9+/]{40}/)
    }
  })

  it('are refused where they have expired, or are none', async () => {
    const authority = await openAuthority(
      join(folder, 'ca-ecdsa-p256.pem'),
      'ecdsa-p256',
      LOOPBACK,
      Date.now(),
    )
    const expired = file('expired.pem', await issueServer(authority, LOOPBACK, Date.now() - 91 * DAY))
    expect(await failure(loadFiles(expired, expired))).to.include({ code: 'CERTIFICATE_EXPIRED' })
    const early = file('early.pem', await issueServer(authority, LOOPBACK, Date.now() + DAY))
    expect(await failure(loadFiles(early, early))).to.include({ code: 'CERTIFICATE_NOT_YET_VALID' })
    expect(await failure(loadFiles(file('none.pem', 'x'), both))).to.include({ code: 'CERTIFICATE_INVALID' })
    expect(await failure(loadFiles(join(folder, 'nowhere.pem'), both))).to.include({
      code: 'FILE_UNREADABLE',
    })
    expect(await failure(loadFiles(folder, both))).to.include({ code: 'FILE_UNREADABLE' })
  })

  it('are refused where the file is a pipe, or endless', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', ['-m', '600', pipe])
    expect(await failure(loadFiles(both, pipe))).to.include({ code: 'FILE_UNREADABLE' })
    expect(await failure(loadFiles('/dev/zero', both))).to.include({ code: 'FILE_UNREADABLE' })
    expect(await failure(loadFiles(file('long.pem', ' '.repeat(1_048_577)), both))).to.include({
      code: 'FILE_UNREADABLE',
    })
  })
})
