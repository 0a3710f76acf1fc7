import type { Configuration } from './configuration.ts'
import { BEARSSL } from './servers/bearssl.ts'
import { BORINGSSL } from './servers/boringssl.ts'
import { BOTAN } from './servers/botan.ts'
import { ERLANG } from './servers/erlang.ts'
import { GNUTLS } from './servers/gnutls.ts'
import { JAVA } from './servers/java.ts'
import { LIGHTTPD } from './servers/lighttpd.ts'
import { MAIL } from './servers/mail.ts'
import { MBEDTLS } from './servers/mbedtls.ts'
import { MONO } from './servers/mono.ts'
import { NSS } from './servers/nss.ts'
import { OPENSSL } from './servers/openssl.ts'
import { PROXIES } from './servers/proxies.ts'
import { RUNTIMES } from './servers/runtimes.ts'
import { WOLFSSL } from './servers/wolfssl.ts'

export const CONFIGURATIONS: readonly Configuration[] = [
  ...OPENSSL,
  ...GNUTLS,
  ...BOTAN,
  ...MBEDTLS,
  ...WOLFSSL,
  ...BEARSSL,
  ...BORINGSSL,
  ...NSS,
  ...JAVA,
  ...ERLANG,
  ...MONO,
  ...LIGHTTPD,
  ...RUNTIMES,
  ...MAIL,
  ...PROXIES,
]
