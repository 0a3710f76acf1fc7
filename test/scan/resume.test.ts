import { join } from 'node:path'
import { expect } from 'chai'
import type { ScanScope } from '../../src/model/scanRecord.ts'
import { type ResumeRequest, resumeScan } from '../../src/scan/resume.ts'
import { closeStores, newFolder, newScan, open } from '../store/storing.ts'

const CA = ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----']

const NOT_AGAIN: ResumeRequest['again'] = {
  ca: undefined,
  home: undefined,
  'all-users': undefined,
  'with-config-credentials': undefined,
  proxy: undefined,
}

describe('a scan that sends credentials, and is resumed', () => {
  let folder: string
  beforeEach(() => {
    folder = newFolder()
  })
  afterEach(closeStores)

  const outcome = async (
    scope: Partial<ScanScope>,
    again: Partial<ResumeRequest['again']>,
    { isNamed = true, token = false } = {},
  ): Promise<string> => {
    const path = join(folder, 'scans.db')
    const store = await open(path)
    const { scope: plain, unfinished } = newScan()
    const writer = await store.begin(
      newScan({ scope: { ...plain, ...scope }, unfinished: { ...unfinished, ca: CA } }),
    )
    await writer.end('interrupted')
    await store.close()
    const credentials = token ? [{ origin: 'https://host-0.example', headers: { A: 'b' } }] : []
    const nothing = { projects: [], allUsers: false, places: [] }
    try {
      const { recorder, options } = await resumeScan(
        {
          kind: 'resume',
          name: writer.id,
          pace: { concurrency: undefined, perHost: undefined, rate: undefined },
          proxy: again.proxy?.[0],
          again: { ...NOT_AGAIN, ...again },
          credentials: () => credentials,
          configPlaces: () => nothing as never,
        },
        {
          store: isNamed ? path : undefined,
          dataDir: folder,
          version: '0',
          note: () => {},
          onProblem: () => {},
          signal: new AbortController().signal,
        },
      )
      await recorder.close()
      return `resumed with ${options.ca.length} authorities`
    } catch (error) {
      return (error as Error).message.replace(writer.id, 'ID').replace(path, 'PATH')
    }
  }

  const configured: Partial<ScanScope> = {
    credentials: ['configurations'],
    configs: { home: '/planted', projects: [], allUsers: true },
    proxy: 'http://proxy.example:8080',
  }

  it('from a store that was named, needs everything again that decides where they go', async () => {
    expect(await outcome(configured, {})).to.equal(
      'scan ID sends credentials, and anyone may have written the store PATH: --ca, --home, --all-users, --with-config-credentials, --proxy must be named again',
    )
    expect(await outcome({ credentials: ['command-line'] }, {}, { token: true })).to.equal(
      'scan ID sends credentials, and anyone may have written the store PATH: --ca must be named again',
    )
  })

  it('may not get other authorities and configurations than it had', async () => {
    expect(await outcome(configured, { ca: ['another'], home: ['/home/me'] })).to.equal(
      'scan ID was started with other values of --ca, --home, or without',
    )
    expect(await outcome({}, { 'with-config-credentials': [] }, { isNamed: false })).to.equal(
      'scan ID was started with other values of --with-config-credentials, or without',
    )
  })

  it('goes on where they are named, from the own store, and without credentials', async () => {
    const again = { ca: CA, proxy: ['http://me:secret@proxy.example:8080'] }
    const resumed = 'resumed with 1 authorities'
    expect(
      await outcome({ credentials: ['command-line'], proxy: 'http://proxy.example:8080' }, again, {
        token: true,
      }),
    ).to.equal(resumed)
    expect(await outcome({ credentials: ['command-line'] }, {}, { isNamed: false, token: true })).to.equal(
      resumed,
    )
    expect(await outcome({ proxy: 'http://proxy.example:8080' }, {})).to.equal(resumed)
  })
})
