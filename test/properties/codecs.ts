import { configs } from './codecs/configs.ts'
import { documents } from './codecs/documents.ts'
import { http } from './codecs/http.ts'
import { input } from './codecs/input.ts'
import { mcp } from './codecs/mcp.ts'
import { report } from './codecs/report.ts'
import { sources } from './codecs/sources.ts'
import { ssh } from './codecs/ssh.ts'
import { targets } from './codecs/targets.ts'
import { tls } from './codecs/tls.ts'
import { x509 } from './codecs/x509.ts'
import type { Codec } from './harness.ts'

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
