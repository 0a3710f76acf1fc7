import type { ScanScope, Unfinished } from '../model/scanRecord.ts'
import type { Discovery, ScanOptions } from '../scan.ts'

/** The part of the scope that names the sources, as `scopeOf` makes it. */
type SourceScope = Pick<
  ScanScope,
  'targets' | 'files' | 'configs' | 'registries' | 'lab' | 'exclude' | 'ports'
>

/** What a scan was asked to do, to be kept with it. Where credentials came from is kept, and nothing else of them. */
export const scanScope = (
  sources: SourceScope,
  options: ScanOptions,
  credentials: ScanScope['credentials'],
): ScanScope => {
  const { profile, mcp, sni, timeoutMs, concurrency, perHost, rate, owners } = options
  return {
    ...sources,
    profile,
    mcp,
    ...(sni === undefined ? {} : { sni }),
    timeoutMs,
    concurrency,
    perHost,
    ...(rate === undefined ? {} : { rate }),
    ...(owners ? { owners: owners.path } : {}),
    credentials,
  }
}

/** What resuming needs beside the scope and the endpoints that were named one by one. */
export const unfinishedOf = ({ sweep }: Discovery, { ca, owners }: ScanOptions): Unfinished => ({
  sweep,
  // A private key that lies in the same file is nobody's business.
  ca: ca.flatMap((pem) => pem.match(CERTIFICATE) ?? []),
  ...(owners ? { owners } : {}),
})

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
