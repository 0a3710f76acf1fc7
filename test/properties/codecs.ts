import { configs } from './configs.ts'
import { documents } from './documents.ts'
import type { Codec } from './harness.ts'
import { http } from './http.ts'
import { input } from './input.ts'
import { mcp } from './mcp.ts'
import { report } from './report.ts'
import { sources } from './sources.ts'
import { ssh } from './ssh.ts'
import { targets } from './targets.ts'
import { tls } from './tls.ts'
import { x509 } from './x509.ts'

/** Every module that reads what strangers wrote. */
export const CODECS: readonly Codec[] = [
  tls(),
  ssh(),
  mcp(),
  x509(),
  documents(),
  configs(),
  sources(),
  targets(),
  http(),
  input(),
  report(),
]
